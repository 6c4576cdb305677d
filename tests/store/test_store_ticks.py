"""Nothing but time brings a tick (S16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from store_samples import NOW, TALLY, existing, mark, started

from bot.domain import limits
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


async def test_s16_what_a_clock_far_ahead_has_published_holds_up_no_tick_for_longer_than_the_cadence(
    tmp_path: Path,
) -> None:
    """The next one comes a whole cadence after the round that finds it: nobody can choose that moment."""
    async with open_store(tmp_path / "magnitude.sqlite") as store:
        await started(store, TALLY)
        for person in range(12):
            await store.add(TALLY, mark(person))
        ahead = [Publication(NOW + timedelta(days=days), 12, number) for days, number in ((30, 10), (31, 15))]
        made = iter(ahead)
        for _ in ahead:
            last = (await existing(store, TALLY)).publication
            await store.tick(TALLY, last, lambda last, rules, exact: next(made))
        assert (await existing(store, TALLY)).publication == ahead[-1]
        assert await store.due(LATER + timedelta(days=7)) == []

        await store.purge(LATER)
        assert (await existing(store, TALLY)).publication == Publication(LATER, 12, 15)
        assert await store.due(LATER + timedelta(hours=24) - timedelta(microseconds=1)) == []
        assert len(await store.due(LATER + timedelta(hours=24))) == 1
        assert await store.shown_last(TALLY) == 15, "a threshold at this number is still refused"
        assert await store.history(TALLY, 9) == [Publication(LATER, 0, 15)]


async def test_s16_a_round_dates_no_tick_anew_that_was_made_while_it_ran(tmp_path: Path) -> None:
    async with open_store(tmp_path / "magnitude.sqlite") as store:
        await started(store, TALLY)
        shown = await store.tick(TALLY, (await existing(store, TALLY)).publication, rule)
        await store.purge(LATER - limits.CLOCK_STEP)
        assert (await existing(store, TALLY)).publication == shown
