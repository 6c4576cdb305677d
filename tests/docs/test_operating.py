"""The dashboard, the alerts and the page on operating ask for what the bot tells, and leave nothing of it out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import pytest
from pages import ROOT, words

from bot.app import App
from bot.operations.health import State
from bot.operations.metrics import STATES, Figures
from tests.cogs.simulated_server import open_world

DASHBOARD = ROOT / "config" / "grafana.json"
ALERTS = ROOT / "config" / "alerts.yml"
PAGE = ROOT / "docs" / "operating.md"
OF_THE_PROCESS = {"process_start_time_seconds", "process_cpu_seconds_total", "process_resident_memory_bytes"} | {
    *("process_open_fds", "process_max_fds")
}
"""What of prometheus-client's own is asked for; it tells more on Linux only."""
METRIC = re.compile(r"\b(?:magnitude|process)_\w+")
LABEL = re.compile(r'(\w+)=~?"([^"]+)"')
UNITS = {"none", "s", "reqps", "ops", "bytes", "percentunit"}


@pytest.fixture
async def metrics(tmp_path: Path) -> Mapping[str, Mapping[str, set[str]]]:
    """What the bot tells: of each name the labels with their words."""
    async with open_world(tmp_path, campaign=None, members=0) as world:
        return _told(world.app)


def _told(app: App) -> Mapping[str, Mapping[str, set[str]]]:
    found: dict[str, dict[str, set[str]]] = {}
    for metric in Figures(app).collect():
        samples = {sample.name for sample in metric.samples} or {metric.name}
        found |= {name: {} for name in samples}
        for sample in metric.samples:
            for label, word in sample.labels.items():
                found[sample.name].setdefault(label, set()).add(word)
    return found


def panels() -> Sequence[Mapping[str, Any]]:
    return cast("list[dict[str, Any]]", json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"])


def queries() -> list[str]:
    asked = [target["expr"] for panel in panels() for target in panel.get("targets", ())]
    return asked + re.findall(r"expr: (.+)", ALERTS.read_text(encoding="utf-8"))


async def test_every_query_asks_for_what_the_bot_tells(metrics: Mapping[str, Mapping[str, set[str]]]) -> None:
    for query in queries():
        names = METRIC.findall(query)
        assert names or "up{" in query, query
        for name in [name for name in names if name not in OF_THE_PROCESS]:
            assert name in metrics, query
            for label, wanted in LABEL.findall(query):
                assert set(wanted.split("|")) <= metrics[name][label], query


async def test_all_that_the_bot_tells_is_on_the_dashboard_and_explained(
    metrics: Mapping[str, Mapping[str, set[str]]],
) -> None:
    shown = set(METRIC.findall(" ".join(target["expr"] for panel in panels() for target in panel.get("targets", ()))))
    explained = set(re.findall(r"`(magnitude_\w+)`", words(PAGE)))
    told = {name.removesuffix("_bucket").removesuffix("_count").removesuffix("_sum") for name in metrics}

    assert set(metrics) - shown == set()
    assert explained == told
    for labels in metrics.values():
        for label in ("outcome", "state"):
            assert {f"`{word}`" for word in labels.get(label, ()) if f"`{word}`" not in words(PAGE)} == set()


def test_the_dashboard_can_be_imported_and_is_read_from_top_to_bottom() -> None:
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    assert (dashboard["title"], dashboard["uid"], "id" in dashboard) == ("Magnitude", "magnitude", False)
    assert dashboard["schemaVersion"] >= 36
    (source,) = dashboard["templating"]["list"]
    assert (source["type"], source["query"]) == ("datasource", "prometheus")
    rows = [panel["title"] for panel in panels() if panel["type"] == "row"]
    assert rows == ["Is it well?", "Are answers late?", "The disk", "Discord", "Work that is due", "The machine"]
    assert len({panel["id"] for panel in panels()}) == len(panels())
    assert len({panel["title"] for panel in panels()}) == len(panels())
    for panel in panels():
        if panel["type"] != "row":
            assert panel["type"] in {"stat", "timeseries"}
            # What holds now, and not also what held an hour ago.
            assert {target.get("instant", False) for target in panel["targets"]} == {panel["type"] == "stat"}
            assert panel["description"].endswith("."), panel["title"]
            assert panel["fieldConfig"]["defaults"]["unit"] in UNITS, panel["title"]
            assert panel["datasource"]["uid"] == f"${{{source['name']}}}"
            assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])


def test_no_panel_covers_another() -> None:
    places = [panel["gridPos"] for panel in panels()]
    for place in places:
        assert 0 <= place["x"] < place["x"] + place["w"] <= 24
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        assert beside or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]


def test_no_alert_comes_for_a_start_that_passes_by_itself() -> None:
    """Waiting for its turn and starting may each take 5 minutes; a start that takes longer is stuck."""
    (alert,) = re.findall(r"expr: (.*magnitude_health.*)", ALERTS.read_text(encoding="utf-8"))
    ((_, well),) = LABEL.findall(alert)
    assert alert.endswith(" == 0")
    assert set(STATES) - set(well.split("|")) == {State.RECONNECTING, State.STUCK}


def test_every_alert_says_what_has_happened() -> None:
    told = ALERTS.read_text(encoding="utf-8")
    summaries = re.findall(r"summary: (.+)", told)
    assert len(summaries) == told.count("- alert: ") == told.count("expr: ") > 5
    assert all(summary.endswith(".") for summary in summaries)


def test_the_page_says_of_every_alert_what_to_do_and_of_no_other() -> None:
    alerts = re.findall(r"alert: (\w+)", ALERTS.read_text(encoding="utf-8"))
    told = re.findall(r"^\| `(Magnitude\w+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, _ in told] == alerts
    for job in re.findall(r'job="(\w+)"', ALERTS.read_text(encoding="utf-8")):
        assert f"job_name: {job}" in PAGE.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not installed")
def test_posts_that_were_missed_while_the_bot_was_down_are_told_after_the_start() -> None:
    trial = ["promtool", "test", "rules", str(Path(__file__).with_name("alerts_test.yml"))]
    done = subprocess.run(trial, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
