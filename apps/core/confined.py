"""Runs one of our modules in a child process that knows little, has limits, and never outlives its task.

The child reads one input, writes lines of JSON, and ends. Its environment holds no address of the database and no
secret; memory and computing time are limited by the child itself (`limit`), the time on the clock by the parent.
"""

import contextlib
import json
import os
import queue
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from apps.core.errors import DomainError

ROOT = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 4 * 1024**3
CPU_SECONDS = 170
WALL_SECONDS = 180
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
PASSED_ON_PREFIXES = ("FONTCONFIG_", "XDG_")


class ChildFailed(DomainError):
    """The child did not do its task; the sentence says why."""


def limit(*, memory: int = MEMORY_BYTES, cpu: int = CPU_SECONDS) -> None:
    """Limit memory and computing time of this process; called by the child before it reads its input."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(
    module: str, arguments: Sequence[str], given: bytes, *, seconds: int = WALL_SECONDS
) -> Iterator[dict[str, Any]]:
    """Start `python -m module`, feed it `given`, and yield the objects that it writes.

    Raises ChildFailed when the child ends badly or takes longer than `seconds`. However the caller leaves, the child
    and whatever it started is gone afterwards.
    """
    with subprocess.Popen(  # noqa: S603  Our own module and arguments; nothing a person typed.
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as child:
        try:
            yield from _messages(child, given, time.monotonic() + seconds, seconds)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _environment() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES)
    }
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def _messages(child: subprocess.Popen[bytes], given: bytes, deadline: float, seconds: int) -> Iterator[dict[str, Any]]:
    lines: queue.Queue[bytes | None] = queue.Queue()
    threading.Thread(target=_feed, args=(child.stdin, given), daemon=True).start()
    threading.Thread(target=_read, args=(child.stdout, lines), daemon=True).start()
    try:
        while (line := lines.get(timeout=max(0.01, deadline - time.monotonic()))) is not None:
            yield json.loads(line)
        code = child.wait(timeout=max(0.01, deadline - time.monotonic()))
    except (queue.Empty, subprocess.TimeoutExpired):
        raise ChildFailed(
            f"It took longer than {seconds} seconds and was stopped. Try again when the machine is less busy."
        ) from None
    if code:
        raise ChildFailed(_why(code))


def _feed(stdin: IO[bytes], given: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), stdin:
        stdin.write(given)


def _read(stdout: IO[bytes], lines: "queue.Queue[bytes | None]") -> None:
    with contextlib.suppress(ValueError):
        for line in stdout:
            lines.put(line)
    lines.put(None)


def _why(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "It took more computing time than it may use and was stopped."
    if code < 0:
        return "The process was ended from outside, most likely because the machine ran out of memory. Try again."
    return "The process ended with an error."
