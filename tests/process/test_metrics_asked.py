"""The real process, asked over HTTP how it is doing."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.process.harness import ROOT, BotProcess, add, member, open_panel, start_campaign
from tests.standin import Standin


@pytest.fixture
def port() -> int:
    """One that is free now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


async def asked(port: int, path: str = "/metrics") -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


async def told(port: int) -> Mapping[str, float]:
    """Every sample, by its name and the words of its labels."""
    status, text = await asked(port)
    assert status == 200
    return {
        " ".join([sample.name.removeprefix("magnitude_"), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_it_tells_how_the_bot_is_doing(standin: Standin, tmp_path: Path, port: int) -> None:
    """Its log meanwhile is quiet, and JSON."""
    async with BotProcess(standin, tmp_path, MAGNITUDE_METRICS=str(port), MAGNITUDE_LOG_FORMAT="json") as process:
        await process.connected()
        await start_campaign(process)
        before = await told(port)
        await asyncio.gather(*(add(standin, member(number)) for number in range(1, 11)))
        standin.gateway.drop(4000)
        await open_panel(standin, member(1))
        after = await told(port)

        assert after["answers_total in_time"] - before["answers_total in_time"] == 21
        assert after["answer_seconds_count"] == after["answer_seconds_bucket +Inf"] == after["answers_total in_time"]
        assert after["writes_total"] - before["writes_total"] >= 10 >= after["commits_total"] - before["commits_total"]
        assert (after["servers"], after["shards"], after["shards_connected"]) == (1, 1, 1)
        assert (after["disconnects_total"], after["resumes_total"]) == (1, 1)
        assert (after["writes_waiting"], after["write_failures_total"], after["health stuck"]) == (0, 0, 0)
        assert after["process_resident_memory_bytes"] > 1_000_000
        assert after["process_open_fds"] > 3
        assert [(await asked(port, path))[0] for path in ("/", "/metrics/x", "/../data/key")] == [404, 404, 404]

        _, unfinished = await asyncio.open_connection("127.0.0.1", port)
        unfinished.write(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        await unfinished.drain()
        assert await process.stop() == 0, "whoever asks and does not finish holds up nothing"
        unfinished.close()
        events = [json.loads(line) for line in process.output.splitlines()]
        loggers = [(event["level"], event["logger"]) for event in events]
        assert set(loggers[:2]) == {("WARNING", "bot")}, "the proxies of this test"
        assert {level for level, _ in loggers[2:]} == {"INFO"}
        assert len(loggers) < 12, "nothing of each press"


async def test_a_place_that_cannot_be_had_is_told_before_the_bot_connects(
    standin: Standin, tmp_path: Path, port: int
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        async with BotProcess(standin, tmp_path, MAGNITUDE_METRICS=str(port)) as process:
            assert await process.ended(20) == 1
    *_, sentence = process.output.splitlines()
    assert sentence.startswith(f"The metrics cannot be served: port {port} of 127.0.0.1 is in use")
    assert standin.gateway.identified == []


def test_whoever_does_not_want_them_does_not_load_what_serves_them() -> None:
    loads = "import sys, bot.app, bot.operations.run; print({'prometheus_client', 'aiohttp.web'} & {*sys.modules})"
    result = subprocess.run([sys.executable, "-c", loads], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"
