"""House style that a linter does not count: sizes, and marks that must not be left behind."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULE, FUNCTION, VIEW, PAGE = 300, 40, 25, 150
DATA_MODULES = {
    "config/demo/case_a_data.py": "the answers and verdicts of a demo case",
}
STORIES = ("config/demo/",)
"""A demo case is told step by step from top to bottom; cutting it into pieces would hide the order."""


def modules() -> Iterator[tuple[str, str]]:
    for folder in ("apps", "config"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text()


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Yield name and lines of the body, without signature and docstring, of every function and method."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            first, *rest = node.body
            starts = rest[0] if rest and ast.get_docstring(node) is not None else first
            yield node.name, node.end_lineno - starts.lineno + 1


def is_view(path: str) -> bool:
    return "/views/" in path or path.endswith("/views.py")


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    longer = {path: lines for path, source in modules() if (lines := source.count("\n")) > MODULE}
    assert {path: lines for path, lines in longer.items() if path not in DATA_MODULES} == {}


def test_no_function_is_longer_than_forty_lines_and_no_view_longer_than_twenty_five() -> None:
    longer = [
        f"{path} {name}: {lines}"
        for path, source in modules()
        if not path.startswith(STORIES)
        for name, lines in functions(source)
        if lines > (VIEW if is_view(path) else FUNCTION)
    ]
    assert longer == []


def test_no_page_template_is_longer_than_a_hundred_and_fifty_lines() -> None:
    templates = (ROOT / "templates").rglob("*.html")
    assert [str(path) for path in templates if path.read_text().count("\n") > PAGE] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path, _ in modules() if Path(path).stem in {"utils", "helpers", "common", "misc"}] == []


def test_nothing_is_left_for_later() -> None:
    marks = ["TO" + "DO", "FIX" + "ME"]
    listed = subprocess.run(
        ["git", "grep", "-nwE", "|".join(marks), "--", "*.py", "*.html", "*.css", "*.js", "*.toml", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert listed.stdout == ""
