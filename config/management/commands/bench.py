"""`manage.py bench`: what the main pages and acts cost at the present data."""

import json
import logging
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from config.benching import Probe, probes


@dataclass(frozen=True)
class Figure:
    """The cost of one page or act: milliseconds of server time, SQL statements, bytes of the answer.

    `milliseconds` is the median; on a machine that others use, `fastest` says more, and `cpu` is this process's part.
    """

    name: str
    milliseconds: float
    fastest: float
    cpu: float
    sql: int
    bytes: int


class Command(BaseCommand):
    help = "Print server time, SQL count and bytes of the main pages and acts at the present data. Writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--rounds", type=int, default=7, help="how often each is measured (7)")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.INFO)
        figures = [self._measure(probe, options["rounds"]) for probe in probes()]
        if not figures:
            raise CommandError("There is nothing to measure yet: run `manage.py demo --no-serve` first.")
        if options["json"]:
            self.stdout.write(json.dumps({"figures": [asdict(figure) for figure in figures]}))
            return
        for figure in figures:
            self.stdout.write(
                f"{figure.name:<28}{figure.milliseconds:>8.1f} ms (fastest {figure.fastest:.1f}, CPU {figure.cpu:.1f})"
                f"{figure.sql:>5} SQL{figure.bytes:>10,} bytes"
            )

    def _measure(self, probe: Probe, rounds: int) -> Figure:
        """Measure with one signed-in browser; each round, and the sign-in, is rolled back."""
        times, processor, counts, response = [], [], [], None
        with transaction.atomic():
            client = Client(SERVER_NAME="127.0.0.1")
            if probe.actor is not None:
                client.force_login(probe.actor)
            for number in range(rounds + 1):
                with transaction.atomic():
                    counter = _Counter()
                    with connection.execute_wrapper(counter):
                        started, worked = time.perf_counter(), time.process_time()
                        response = _send(client, probe)
                        elapsed, work = time.perf_counter() - started, time.process_time() - worked
                    # The first round warms up templates, imports and the session, but keeps what it wrote there.
                    transaction.set_rollback(bool(number) or probe.data is not None)
                if number:
                    times.append(elapsed * 1000)
                    processor.append(work * 1000)
                    counts.append(counter.count)
            transaction.set_rollback(True)
        if response is None or response.status_code >= 400:
            raise CommandError(f"{probe.name} answered {getattr(response, 'status_code', 'nothing')}.")
        median, cpu = statistics.median(times), statistics.median(processor)
        return Figure(
            probe.name, round(median, 1), round(min(times), 1), round(cpu, 1), max(counts), len(response.content)
        )


class _Counter:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.count += 1
        return execute(sql, params, many, context)


def _send(client: Client, probe: Probe) -> HttpResponse:
    address = reverse(probe.url, args=probe.arguments)
    if probe.data is None:
        return client.get(address)  # type: ignore[return-value]
    return client.post(address, probe.data)  # type: ignore[return-value]
