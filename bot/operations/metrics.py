"""`/metrics`: how the bot is doing, in the text format of Prometheus.

What is told here names nobody and no server, and does not tell an add from a withdrawal (S11, S13, S18, S19, S24): no
figure of the bot's own follows how many are counted, and no label is anything but one of a few fixed words. What the
system tells of the process does in one: its memory may follow how much is stored, since a rewrite takes as much.

It is answered from the bot's own event loop, so every figure is read where it is written and none needs a lock.
"""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import accumulate
from math import isfinite
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.aiohttp import make_aiohttp_handler
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.app import App, utc_now
from bot.domain.errors import Fault, StartError
from bot.domain.schedule import Outcome
from bot.measured import BOUNDS
from bot.operations import health
from bot.settings import Place

LOG_STEP: Final = 8 * 1024 * 1024
"""Bytes. A write-ahead log that is emptied as it should be stays below, so that of a healthy one 0 is told, and never
how much a single press wrote: that depends on how many are counted (S13).
"""
STATES: Final = tuple(state for state in health.State if state is not health.State.NOT_RUNNING)
FINAL: Final = tuple(outcome for outcome in Outcome if outcome not in (Outcome.CLAIMED, Outcome.SENDING))
LONGEST_AT_THE_END: Final = 0.5
"""Seconds that whoever reads the metrics gets when the bot ends."""


class Figures(Collector):
    """Everything that is told of one bot, read anew at each request."""

    def __init__(self, app: App) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        yield from self._health()
        yield from self._answers()
        yield from self._store()
        yield from self._discord()
        yield from self._timed_work()

    def _health(self) -> Iterator[Metric]:
        yield _by("magnitude_build", "The version of the program that runs.", "version", {__version__: 1})
        now = health.look(self._app.settings.data, utc_now()).state
        states = {str(state): int(state is now) for state in STATES}
        yield _by("magnitude_health", "1 for the state that the bot is in, else 0.", "state", states)

    def _answers(self) -> Iterator[Metric]:
        answers = self._app.client.answers
        what = "Commands, presses and forms, by what became of the first answer to each."
        yield _by_count("magnitude_answers", what, answers.outcomes)
        what = "From when each was made, by its id of Discord's, to the end of its answer: what it waited is in it."
        histogram = HistogramMetricFamily("magnitude_answer_seconds", what)
        bounds = [*map(str, BOUNDS), "+Inf"]
        counts = accumulate(answers.durations)
        # In tenths, so that it is about many answers: to the microsecond one could tell what a single press did (S24).
        histogram.add_metric([], list(zip(bounds, counts, strict=True)), round(answers.seconds, 1))
        yield histogram

    def _store(self) -> Iterator[Metric]:
        statistics = self._app.store.statistics()
        yield _gauge("magnitude_writes_waiting", "Writes that wait for the disk.", statistics.waiting)
        yield _count("magnitude_commits", "Groups of writes that waited for the disk together.", statistics.commits)
        yield _count("magnitude_writes", "Writes of every kind.", statistics.writes)
        what = "Writes that the database did not take, or not in time."
        yield _count("magnitude_write_failures", what, statistics.failures)
        what = "Since a write took half a second or longer; nothing while there was none."
        yield _gauge("magnitude_slow_write_age_seconds", what, statistics.slow_ago)
        what = "Size of the write-ahead log, in whole steps of 8 MiB: 0 while it is emptied as it should be."
        size = self._app.store.log_size() // LOG_STEP * LOG_STEP
        yield _gauge("magnitude_write_ahead_log_bytes", what, size)

    def _discord(self) -> Iterator[Metric]:
        client = self._app.client
        shards = [shard for shard in client.shards.values() if not shard.is_closed()]
        latencies = [shard.latency for shard in shards if isfinite(shard.latency)]
        yield _gauge("magnitude_servers", "Servers that the bot is in.", len(client.guilds))
        yield _gauge("magnitude_shards", "Connections to Discord's gateway that there should be.", len(client.shards))
        yield _gauge("magnitude_shards_connected", "Those that there are.", len(shards))
        what = "How long the last heartbeat took, on the slowest connection; nothing while there was none."
        yield _gauge("magnitude_heartbeat_seconds", what, max(latencies, default=None))
        yield _count("magnitude_disconnects", "Connections that were lost.", client.connection.disconnects)
        yield _count("magnitude_resumes", "Those taken up again with nothing lost.", client.connection.resumes)

    def _timed_work(self) -> Iterator[Metric]:
        publishing, posting = self._app.timed.publishing, self._app.timed.posting
        yield _count("magnitude_ticks", "Times that a number was looked at because it was due.", publishing.ticks)
        yield _count("magnitude_message_updates", "Campaign messages brought up to date.", publishing.updates)
        outcomes = {str(outcome): posting.outcomes[outcome] for outcome in FINAL}
        yield _by_count("magnitude_posts", "Posts at set times and milestones, by what became of them.", outcomes)


def registry_of(app: App) -> CollectorRegistry:
    """What is told of the bot and of its process: memory, processor time, open files."""
    registry = CollectorRegistry()
    registry.register(Figures(app))
    ProcessCollector(registry=registry)
    return registry


@asynccontextmanager
async def serving(app: App, place: Place) -> AsyncGenerator[None]:
    """Answer `GET /metrics` there meanwhile. Raises `StartError` when the place cannot be had."""
    host, port = place
    pages = web.Application()
    pages.router.add_get("/metrics", make_aiohttp_handler(registry_of(app), disable_compression=True))
    runner = web.AppRunner(pages, access_log=None, shutdown_timeout=LONGEST_AT_THE_END)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise StartError([_fault(error, host, port)]) from None
        yield
    finally:
        await runner.cleanup()


def _fault(error: OSError, host: str, port: int) -> Fault:
    if error.errno == errno.EADDRINUSE:
        return Fault("metrics-port-in-use", {"host": host, "port": str(port)})
    if error.errno == errno.EADDRNOTAVAIL:
        return Fault("metrics-place-foreign", {"host": host})
    known = error.errno in errno.errorcode
    reason = os.strerror(error.errno or 0) if known else error.strerror or ""
    return Fault("metrics-place-unusable", {"host": host, "port": str(port), "reason": reason})


def _gauge(name: str, what: str, value: float | None) -> Metric:
    family = GaugeMetricFamily(name, what)
    if value is not None:
        family.add_metric([], value)
    return family


def _count(name: str, what: str, value: int) -> Metric:
    return CounterMetricFamily(name, what, value)


def _by(name: str, what: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, what, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family


def _by_count(name: str, what: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, what, labels=["outcome"])
    for word, value in values.items():
        family.add_metric([word], value)
    return family
