"""Nothing but time brings a tick (S16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from store_samples import NOW, TALLY, existing, mark, started

from bot.domain.server import Edit
from bot.domain.tally import Publication, Rules, publish
from bot.store import open_store

LATER = NOW + timedelta(hours=24)


def rule(last: Publication, rules: Rules, exact: int) -> Publication:
    return publish(last, exact, rules, 50, LATER)


async def test_s16_s49_a_reset_brings_no_tick_sooner(tmp_path: Path) -> None:
    async with open_store(tmp_path / "magnitude.sqlite") as store:
        await started(store, TALLY)
        for person in range(12):
            await store.add(TALLY, mark(person))
        shown = await store.tick(TALLY, (await existing(store, TALLY)).publication, rule)
        assert shown is not None
        assert shown.number == 10

        await store.reset(TALLY, Edit(99, LATER))

        assert (await existing(store, TALLY)).publication == replace(shown, basis=0, number=None)
        [reset] = [each for each in (await store.changes(TALLY.server_id, 9))[0] if each.setting == "metoo.reset"]
        assert (reset.before, reset.after) == ("", ""), "nobody reads how many there were"
        assert await store.due(LATER + timedelta(hours=24) - timedelta(microseconds=1)) == []
        assert len(await store.due(LATER + timedelta(hours=24))) == 1


async def test_s49_a_raid_shows_nothing_until_the_tick(tmp_path: Path) -> None:
    async with open_store(tmp_path / "magnitude.sqlite") as store:
        await started(store, TALLY)
        before = await existing(store, TALLY)
        for person in range(200):
            await store.add(TALLY, mark(person))

        assert await existing(store, TALLY) == before
        assert await store.due(LATER - timedelta(microseconds=1)) == []
