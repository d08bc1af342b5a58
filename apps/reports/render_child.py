"""The child that lays out one report: `python -m apps.reports.render_child FILE NOTICE`, record on standard input.

NOTICE is a JSON object that says by which key the file will be sealed; empty when it will not be.

Writes lines of JSON: {"percent", "step"} while it works, and at the end {"pages"} or {"failed", "error"}.
"""

import json
import sys
from pathlib import Path
from typing import Any

from apps.core import confined

TOO_DEEP = "Some text of the review makes the layout too deep."
NO_MEMORY = "The report needs more memory than a report may use."
BROKEN = "The layout failed."


def main() -> None:
    """Read the record, write the file, say how it went."""
    confined.limit()
    given = sys.stdin.buffer.read()
    try:
        pages = _lay_out(given, Path(sys.argv[1]), json.loads(sys.argv[2]))
    except RecursionError as error:
        say(failed=TOO_DEEP, error=type(error).__name__)
    except MemoryError as error:
        say(failed=NO_MEMORY, error=type(error).__name__)
    except Exception as error:  # Whatever it is: the parent gets its name, the person a sentence.
        say(failed=BROKEN, error=type(error).__name__)
    else:
        say(pages=pages)


def _lay_out(given: bytes, path: Path, notice: dict[str, str]) -> int:
    say(percent=1, step="Reading the record")
    from apps.reports import pdf
    from apps.reports.printing.glyphs import drawable
    from apps.reports.printing.html import page
    from apps.reports.printing.text import Printer

    record = json.loads(given)
    say(percent=3, step="Preparing the pages")
    html = page(record, Printer(drawable()), notice)
    return pdf.write(html, given, path, record["report"], lambda percent, step: say(percent=percent, step=step))


def say(**message: Any) -> None:
    """Write one line for the parent."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
