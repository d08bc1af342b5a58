"""The child that reads one document: `python -m apps.evidence.reading.child FORMAT`, the document on standard input.

Writes one line of JSON: the values of a Document, or {"unreadable", "place"} when it cannot be read.
"""

import json
import sys
from importlib import import_module
from typing import Any

from apps.core import confined
from apps.evidence.reading.formats import CSAF, CYCLONEDX, MUD, OPENVEX, SECURITY_TXT, SPDX
from apps.evidence.reading.outcome import Unreadable

MEMORY_BYTES = 300 * 1024**2
CPU_SECONDS = 8
NO_MEMORY = "Reading it needs more than 300 MB of memory. Export a smaller document, for instance without files."
BROKEN = "It is built in a way that no reader expects. Export it anew with another tool."
READERS = {
    CYCLONEDX: "cyclonedx",
    SPDX: "spdx",
    CSAF: "csaf",
    OPENVEX: "openvex",
    MUD: "mud",
    SECURITY_TXT: "security_txt",
}


def main() -> None:
    """Read the document, say what was found."""
    confined.limit(memory=MEMORY_BYTES, cpu=CPU_SECONDS)
    content = sys.stdin.buffer.read()
    sys.stdout.write(json.dumps(found(sys.argv[1], content)) + "\n")
    sys.stdout.flush()


def found(kind: str, content: bytes) -> dict[str, Any]:
    """Return what the reader of a format says about the content, whatever the content does to it."""
    try:
        reader = import_module(f"apps.evidence.reading.{READERS[kind]}")
        values: dict[str, Any] = reader.read(content).as_values()
        return values
    except Unreadable as error:
        return {"unreadable": error.text, "place": error.place}
    except MemoryError:
        return {"unreadable": NO_MEMORY, "place": ""}
    except Exception as error:  # Hostile or damaged in a way that nobody thought of: a sentence, never a crash.
        return {"unreadable": BROKEN, "place": "", "error": type(error).__name__}


if __name__ == "__main__":
    main()
