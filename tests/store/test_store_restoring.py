"""A backup in the place of the database: what is kept of what was there, and which rules nobody gets around so."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from store_samples import ELSEWHERE, OTHER, TALLY, existing, mark, rows, set_state, started
from store_samples import NOW as ANY_TIME
from test_store_backups import full_disk, kept, names, refusal

from bot.domain import limits
from bot.domain.schedule import Content, Delivery, Kind, Outcome, Planned, Schedule
from bot.domain.server import Edit, Post, Server
from bot.domain.tally import Publication, Rules, State, TallyId, first_publication
from bot.store import SqliteStore, copies, open_store, restoring
from bot.store.backups import back_up, find_backups
from bot.store.examining import Verdict
from bot.store.marks import KEY_FINGERPRINT
from bot.store.migrate import migrate, remove_copies, remove_old_copies, shipped_migrations
from bot.store.restoring import Restored, fingerprint_of, forget_restored, put_back

HOUSE = Path(__file__).parents[2]
NOW = ANY_TIME.replace(microsecond=0)
DAY = timedelta(days=1)
LATER = NOW + 2 * DAY
ASIDE = "magnitude.db.before-restore-2026-03-10T12-30-15Z"


def restored(path: Path, backup: Path) -> Restored:
    return put_back(path, backup, LATER, upgraded)


def upgraded(draft: Path) -> None:
    migrate(draft)


def content(path: Path) -> bytes:
    return path.read_bytes()


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def remove(path: Path) -> None:
    path.unlink()


def marks(path: Path) -> set[bytes]:
    return {each for (each,) in rows(path, "SELECT mark FROM entries")}


def people(*numbers: int) -> set[bytes]:
    return set(map(mark, numbers))


async def add(store: SqliteStore, *numbers: int) -> None:
    await asyncio.gather(*(store.add(TALLY, mark(number)) for number in numbers))


async def show(store: SqliteStore, publication: Publication) -> None:
    last = (await existing(store, TALLY)).publication
    assert await store.tick(TALLY, last, lambda last, rules, exact: publication)


async def backed_up(path: Path, *numbers: int) -> Path:
    """A backup in which these are counted, and the number 20 is shown."""
    async with open_store(path) as store:
        await started(store, TALLY, OTHER)
        await add(store, *numbers)
        await show(store, Publication(NOW + timedelta(hours=1), 22, 20))
        return back_up(path, NOW).path


def crash(path: Path, *numbers: int) -> None:
    """Add these, and end without emptying the write-ahead log."""
    added = ",".join(str(list(mark(number))) for number in numbers)
    script = (
        f"import os, sqlite3; c = sqlite3.connect({str(path)!r}, isolation_level=None);"
        "c.execute('PRAGMA journal_mode = WAL');"
        f"[c.execute('INSERT INTO entries VALUES (1, ?)', (bytes(each),)) for each in [{added}]]; os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert path.with_name(f"{path.name}-wal").stat().st_size


def damage(path: Path) -> bytes:
    """Break the page where the entries are; what the file is then."""
    ((page,),) = rows(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'entries'")
    whole = bytearray(path.read_bytes())
    whole[(page - 1) * 4096 : (page - 1) * 4096 + 200] = b"\xa5" * 200
    path.write_bytes(whole)
    return bytes(whole)


def killed(path: Path, backup: Path) -> None:
    """Begin to put it back, and end before it is there."""
    script = (
        "import os, sys; from datetime import UTC, datetime; from pathlib import Path;"
        "from bot.store import restoring;"
        "restoring.put_back(*map(Path, sys.argv[1:]), datetime.now(UTC), lambda _: os._exit(9))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path), str(backup)], cwd=HOUSE, check=False)
    assert done.returncode == 9


async def test_it_takes_the_place_of_the_database_and_what_was_there_is_a_backup(path: Path) -> None:
    """Also what only the write-ahead log of a killed bot holds: it was acknowledged."""
    backup = await backed_up(path, 1, 2)
    before = backup.read_bytes()
    async with open_store(path) as store:
        await store.remove([(TALLY, mark(1))])
    crash(path, 3)
    done = restored(path, backup)
    assert marks(path) == people(1, 2)
    assert done == Restored(backup=backup.with_name(names(LATER)[0]))
    assert done.backup
    assert marks(done.backup) == people(2, 3)
    assert backup.read_bytes() == before
    assert kept(path.parent) == ["backups", "magnitude.db"]
    assert mode(path) == 0o600
    async with open_store(path) as store:
        await add(store, 4)
    assert marks(path) == people(1, 2, 4)


async def test_a_backup_of_the_same_second_is_not_overwritten(path: Path) -> None:
    backup = await backed_up(path, 1)
    async with open_store(path) as store:
        await add(store, 2)
    done = put_back(path, backup, NOW, lambda _: None)
    assert done.backup == backup.with_name(names(NOW + timedelta(seconds=1))[0])
    assert done.backup
    assert (marks(backup), marks(done.backup), marks(path)) == (people(1), people(1, 2), people(1))


async def test_s13_a_restore_removes_no_backup_and_the_next_one_made_leaves_the_newest(path: Path) -> None:
    backup = await backed_up(path, 1)
    times = [NOW + hour * timedelta(hours=1) for hour in range(limits.BACKUPS)]
    for made in times[1:]:
        back_up(path, made)
    restored(path, backup)
    assert kept(backup.parent) == names(*times, LATER)
    assert back_up(path, LATER + DAY).kept == limits.BACKUPS
    assert kept(backup.parent) == names(*times[2:], LATER, LATER + DAY)
    assert marks(path) == people(1)


@pytest.mark.parametrize("left", ["nothing", "an empty file", "the log alone"])
async def test_where_nothing_is_there_nothing_is_kept(path: Path, left: str) -> None:
    backup = await backed_up(path, 1)
    crash(path, 2)
    remove(path)
    if left != "the log alone":
        path.with_name(f"{path.name}-wal").unlink()
    if left == "an empty file":
        write(path, b"")
    done = restored(path, backup)
    assert marks(path) == people(1)
    assert done == Restored(aside=path.with_name(ASIDE) if left == "the log alone" else None)
    assert kept(backup.parent) == names(NOW)
    assert not list(path.parent.glob("magnitude.db-*")), "a log that lay there is not taken for the new one's"


async def test_s10_s13_what_is_damaged_is_kept_for_a_week(path: Path) -> None:
    backup = await backed_up(path, 1, 2)
    broken = damage(path)
    os.utime(path, (1, 1))
    done = restored(path, backup)
    assert done == Restored(aside=path.with_name(ASIDE))
    assert done.aside
    assert done.aside.read_bytes() == broken
    assert marks(path) == people(1, 2)
    assert kept(backup.parent) == names(NOW), "no backup of it was made"
    remove_old_copies(path, LATER + limits.KEEP_COPIES - timedelta(seconds=1))
    assert done.aside.exists()
    remove_old_copies(path, LATER + limits.KEEP_COPIES)
    assert not done.aside.exists()


async def test_s10_s13_of_two_damaged_ones_in_the_same_second_both_are_kept(path: Path) -> None:
    backup = await backed_up(path, 1)
    contents = [b"torn" * 999, b"again" * 999]
    asides: list[Path] = []
    for broken in contents:
        write(path, broken)
        done = restored(path, backup)
        assert done.aside
        asides.append(done.aside)
    assert [aside.read_bytes() for aside in asides] == contents
    remove_old_copies(path, LATER + limits.KEEP_COPIES)
    assert kept(path.parent) == ["backups", "magnitude.db"]


async def test_what_is_no_database_at_all_is_kept_with_its_log(path: Path) -> None:
    backup = await backed_up(path, 1)
    write(path, b"torn" * 999)
    path.with_name(f"{path.name}-wal").write_bytes(b"log")
    done = restored(path, backup)
    assert done.aside
    assert done.aside.read_bytes() == b"torn" * 999
    assert marks(path) == people(1)
    assert not path.with_name(f"{path.name}-wal").exists()
    remove_copies(path)
    assert kept(path.parent) == ["backups", "magnitude.db"], "it goes with the marks of an older key"


async def test_a_database_of_another_program_is_not_touched(path: Path) -> None:
    backup = await backed_up(path, 1)
    remove(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = content(path)
    assert "belongs to another program" in refusal(lambda: restored(path, backup))
    assert content(path) == before
    assert kept(path.parent) == ["backups", "magnitude.db"]


async def test_a_database_that_somebody_has_open_is_not_replaced(path: Path) -> None:
    """Its log would be written over that of the new one."""
    backup = await backed_up(path, 1)
    async with open_store(path) as store:
        await add(store, 2)
        assert "another program holds the database" in refusal(lambda: restored(path, backup))
        await add(store, 3)
    assert marks(path) == people(1, 2, 3)


async def test_a_newer_database_can_be_left_for_a_backup_from_before_the_upgrade(path: Path) -> None:
    backup = await backed_up(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 70")
    done = restored(path, backup)
    assert done.backup
    assert rows(done.backup, "PRAGMA user_version") == [(70,)]
    assert marks(path) == people(1)


async def test_of_a_newer_database_that_lacks_a_column_nothing_is_known(path: Path) -> None:
    """Nobody can say what a later version calls it."""
    backup = await backed_up(path, 1)
    await strict(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE tallies RENAME COLUMN threshold TO least")
        connection.execute("PRAGMA user_version = 70")
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).rules == Rules()


async def test_an_older_backup_is_brought_to_this_version_before_it_is_put_there(path: Path) -> None:
    migrate(path, shipped_migrations()[:1])
    backup = back_up(path, NOW).path
    restored(path, backup)
    assert rows(path, "PRAGMA user_version") == [(shipped_migrations()[-1].version,)]
    assert kept(path.parent) == ["backups", "magnitude.db"]


async def test_a_full_disk_leaves_everything_as_it_was(path: Path) -> None:
    backup = await backed_up(path, *range(300))
    async with open_store(path) as store:
        await add(store, 300)
    with full_disk(50_000):
        assert "No copy of the database could be written" in refusal(lambda: restored(path, backup))
    assert marks(path) == people(*range(301))
    assert kept(path.parent) == ["backups", "magnitude.db"]
    assert kept(backup.parent) == names(NOW)


def test_what_is_no_whole_backup_is_refused(path: Path, tmp_path: Path) -> None:
    backup = asyncio.run(backed_up(path, *range(300)))
    other = tmp_path / "other.db"
    shutil.copy(backup, other)
    damage(other)
    assert "is damaged or is no backup" in refusal(lambda: fingerprint_of(other))
    other.write_text("These are the notes of our meeting. " * 40)
    assert "is damaged or is no backup" in refusal(lambda: fingerprint_of(other))
    other.write_bytes(b"")
    assert "There is nothing in" in refusal(lambda: fingerprint_of(other))
    other.unlink()
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    assert "belongs to another program" in refusal(lambda: fingerprint_of(other))
    shutil.copy(backup, other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("PRAGMA user_version = 70")
    assert "of a newer version" in refusal(lambda: fingerprint_of(other))
    assert "cannot be read" in refusal(lambda: fingerprint_of(tmp_path))
    assert kept(tmp_path) == ["data", "other.db"]


async def test_a_raw_copy_is_read_where_nothing_can_be_written_beside_it(path: Path, tmp_path: Path) -> None:
    """Its header asks for a write-ahead log, which nobody needs who only reads."""
    await backed_up(path, 1)
    async with open_store(path) as store:
        await store.set_meta(KEY_FINGERPRINT, b"ours")
    medium = tmp_path / "medium"
    medium.mkdir()
    shutil.copy(path, medium)
    medium.chmod(0o500)
    assert fingerprint_of(medium / path.name) == b"ours"
    assert kept(medium) == [path.name]
    medium.chmod(0o700)


async def test_the_backups_are_listed_the_newest_first_each_read_through(path: Path) -> None:
    assert find_backups(path) == []
    backup = await backed_up(path, 1)
    damage(back_up(path, LATER).path)
    listed = find_backups(path)
    assert [(each.path.name, each.made) for each in listed] == [
        (names(LATER)[0], LATER),
        (backup.name, NOW),
    ]
    assert [each.verdict for each in listed] == [Verdict.DAMAGED, Verdict.WHOLE]
    assert listed[1].size == backup.stat().st_size


async def test_s10_what_a_killed_restore_left_goes_with_the_next_one_or_with_the_next_round(path: Path) -> None:
    backup = await backed_up(path, 1)
    for left in (restored, None):
        killed(path, backup)
        assert kept(path.parent) == ["backups", "magnitude.db", "magnitude.db.restored"]
        if left is not None:
            left(path, backup)
        else:
            async with open_store(path) as store:
                await store.purge(LATER)
                assert not list(path.parent.glob("*.restored*"))
        forget_restored(path)
        assert kept(path.parent) == ["backups", "magnitude.db"]


async def test_s9_s10_a_restored_database_holds_rows_only(path: Path) -> None:
    """Whatever lay in the free pages of a file that somebody else copied."""
    await backed_up(path, *range(300))
    raw = path.with_name("raw.db")
    shutil.copy(path, raw)
    with closing(sqlite3.connect(raw, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM entries WHERE mark <> ?", (mark(7),))
    assert any(mark(number)[:8] in content(raw) for number in range(300) if number != 7)
    restored(path, raw)
    assert mark(7) in content(path)
    assert not [number for number in range(300) if number != 7 and mark(number)[:8] in content(path)]


async def test_a_copy_that_does_not_come_out_whole_is_not_put_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = await backed_up(path, 1)
    async with open_store(path) as store:
        await add(store, 2)
    really = copies.check

    def damaged(copy: Path, found: tuple[int, int]) -> None:
        damage(copy)
        really(copy, found)

    monkeypatch.setattr(restoring, "check", damaged)
    assert "did not read back whole" in refusal(lambda: restored(path, backup))
    assert marks(path) == people(1, 2)
    assert kept(path.parent) == ["backups", "magnitude.db"]


# What is not taken back


async def strict(path: Path) -> None:
    """What moderators and ticks did after the backup."""
    async with open_store(path) as store:
        await store.set_rules(TALLY, Rules(50, timedelta(hours=48)), Edit(99, NOW + DAY))
        await store.set_post(TALLY, Post(7, 8), Edit(99, NOW + DAY))
        await show(store, Publication(NOW + DAY, 130, 130))
        await set_state(store, OTHER, State.PAUSED, NOW + DAY)


def stands(path: Path, *columns: str) -> Sequence[Any]:
    (row,) = rows(path, f"SELECT {', '.join(columns)} FROM tallies WHERE campaign = 'metoo'")
    return row


async def test_s14_s16_s46_rules_and_states_that_became_stricter_stay(path: Path) -> None:
    backup = await backed_up(path, 1)
    await strict(path)
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).rules == Rules(50, timedelta(hours=48))
        other = await existing(store, OTHER)
        assert (other.state, other.since) == (State.PAUSED, NOW + DAY)
        assert (await existing(store, TALLY)).state is State.RUNNING


async def test_s14_a_threshold_that_was_raised_before_the_backup_stays_as_well(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        await store.set_rules(TALLY, Rules(40), Edit(99, NOW))
        backup = back_up(path, NOW).path
    remove(path)
    async with open_store(path) as store:
        await started(store, TALLY)
        await store.set_rules(TALLY, Rules(10, timedelta(hours=30)), Edit(99, NOW))
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).rules == Rules(40, timedelta(hours=30))


async def test_s14_also_of_a_damaged_database_the_rules_that_can_be_read_stay(path: Path) -> None:
    backup = await backed_up(path, 1)
    await strict(path)
    damage(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        # Nobody can have set these.
        connection.execute("UPDATE tallies SET threshold = 7775, state = 'ended' WHERE campaign = '16days'")
    restored(path, backup)
    assert stands(path, "threshold", "basis") == (50, 22)
    async with open_store(path) as store:
        other = await existing(store, OTHER)
        assert (other.rules, other.state) == (Rules(), State.RUNNING)


@pytest.mark.parametrize("present", ["whole", "damaged", "gone"])
async def test_s16_no_number_is_shown_until_a_whole_cadence_later(path: Path, present: str) -> None:
    backup = await backed_up(path, 1)
    if present == "damaged":
        damage(path)
    elif present == "gone":
        remove(path)
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).publication.number is None
        assert await store.due(LATER + DAY - timedelta(microseconds=1)) == []
        assert TALLY in {each.id for each in await store.due(LATER + DAY)}
        assert [(each.at, each.number) for each in await store.history(TALLY, 9)] == [
            (LATER, None),
            (NOW + timedelta(hours=1), 20),
        ]
    assert stands(path, "post_stale") == (1,), "what shows the number is written anew"


async def test_s17_the_next_number_is_compared_with_the_one_that_people_saw_last(path: Path) -> None:
    """S16: also the history is the one that was published; and what shows the number is found again, and hides it."""
    backup = await backed_up(path, 1)
    await strict(path)
    restored(path, backup)
    assert stands(path, "basis", "number", "channel", "message", "milestone") == (130, None, 7, 8, 100)
    async with open_store(path) as store:
        assert await store.shown_last(TALLY) == 130
        assert [each.number for each in await store.history(TALLY, 9)] == [None, 130, 20]


async def test_a_tally_that_only_one_of_the_two_has_is_left_as_it_is(path: Path) -> None:
    backup = await backed_up(path, 1)
    remove(path)
    async with open_store(path) as store:
        await started(store, ELSEWHERE)
        await store.add(ELSEWHERE, mark(9))
    restored(path, backup)
    async with open_store(path) as store:
        assert set(await store.tallies()) == {TALLY, OTHER}
        assert (await existing(store, TALLY)).rules == Rules()
    assert mark(9) not in content(path)


async def test_s13_a_first_tally_that_never_ticked_is_put_back_as_well(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        backup = back_up(path, NOW).path
    restored(path, backup)
    async with open_store(path) as store:
        assert (await existing(store, TALLY)).publication == first_publication(LATER)
        assert await store.history(TALLY, 9) == []


# What is posted and told after it


EVENINGS = Schedule(5, frozenset(range(7)), time(18), "Europe/Berlin", Content.QUOTE)
BEFORE, DUE = NOW - timedelta(minutes=30), LATER - timedelta(minutes=30)
"""When a post was due before the backup, and when one that came after it."""


async def plan(store: SqliteStore, schedule: Schedule | None, due: datetime) -> None:
    await store.set_schedule(TALLY, schedule, due, Edit(99, NOW))


async def backed_up_with_a_schedule(path: Path) -> Path:
    async with open_store(path) as store:
        await started(store, TALLY)
        await plan(store, EVENINGS, DUE)
        await store.set_milestones(TALLY, posted=True, edit=Edit(99, NOW))
        await store.set_total(TALLY.server_id, total=True, edit=Edit(99, NOW))
        return back_up(path, NOW).path


async def planned(store: SqliteStore, tally: TallyId = TALLY) -> Planned:
    found = await store.planned(tally)
    assert found is not None
    return found


async def post(store: SqliteStore, item: str, tally: TallyId = TALLY) -> None:
    """What is due comes, and the next one is set."""
    due = await planned(store, tally)
    delivery = Delivery(0, tally, 5, Kind.QUOTE, item, due.due, due.due, Outcome.CLAIMED)
    claimed = await store.advance(due, due.due + DAY, delivery)
    assert claimed
    await store.settle(claimed, Outcome.SENT, due.due)


@pytest.mark.parametrize("present", ["whole", "damaged", "gone", "older"])
async def test_what_was_posted_after_the_backup_does_not_come_again(path: Path, present: str) -> None:
    """It was due less than `limits.POST_HOLDS` ago, so it would."""
    backup = await backed_up_with_a_schedule(path)
    async with open_store(path) as store:
        await post(store, "q1")
    if present == "damaged":
        damage(path)
    elif present != "whole":
        remove(path)
    if present == "older":
        migrate(path, shipped_migrations()[:1])
    restored(path, backup)
    async with open_store(path) as store:
        assert await store.due_schedules(LATER) == []
        evening = datetime(2026, 3, 10, 17, tzinfo=UTC)
        assert (await planned(store)).due == (DUE + DAY if present == "whole" else evening)
        shown = [(Kind.QUOTE, "q1", DUE)] if present == "whole" else []
        assert await store.last_shown(TALLY) == shown, "nothing comes again before everything was shown"


async def test_what_a_server_was_shown_that_the_backup_does_not_have_is_passed_over(path: Path) -> None:
    backup = await backed_up_with_a_schedule(path)
    async with open_store(path) as store:
        await started(store, ELSEWHERE)
        await store.set_schedule(ELSEWHERE, EVENINGS, DUE, Edit(99, NOW))
        await post(store, "q1", ELSEWHERE)
    restored(path, backup)
    async with open_store(path) as store:
        assert [each.tally for each in await store.all_planned()] == [TALLY]
        assert await store.last_shown(ELSEWHERE) == []


async def test_what_is_due_and_did_not_come_comes(path: Path) -> None:
    backup = await backed_up_with_a_schedule(path)
    restored(path, backup)
    async with open_store(path) as store:
        assert [each.due for each, _ in await store.due_schedules(LATER)] == [DUE]


async def test_a_schedule_with_other_times_begins_after_the_restore(path: Path) -> None:
    backup = await backed_up_with_a_schedule(path)
    async with open_store(path) as store:
        await plan(store, replace(EVENINGS, at=time(6)), LATER - timedelta(hours=1))
    restored(path, backup)
    async with open_store(path) as store:
        assert await planned(store) == Planned(TALLY, EVENINGS, datetime(2026, 3, 10, 17, tzinfo=UTC))


@pytest.mark.parametrize("tried", [False, True])
async def test_a_post_under_way_when_the_backup_was_made_is_not_sent_and_moderators_are_told(
    path: Path, *, tried: bool
) -> None:
    async with open_store(path) as store:
        await started(store, TALLY)
        await plan(store, EVENINGS, BEFORE)
        claim = Delivery(0, TALLY, 5, Kind.QUOTE, "q1", BEFORE, NOW, Outcome.CLAIMED)
        claimed = await store.advance(await planned(store), DUE, claim)
        assert claimed
        assert not tried or await store.sending(claimed, NOW)
        backup = back_up(path, NOW).path
        await store.settle(claimed, Outcome.SENT, NOW)
    restored(path, backup)
    async with open_store(path) as store:
        assert await store.open_deliveries() == []
        (trouble,) = await store.troubles(TALLY.server_id, BEFORE)
        assert (trouble.item, trouble.outcome) == ("q1", Outcome.UNCERTAIN)


async def test_s21_what_moderators_turned_off_since_stays_off(path: Path) -> None:
    backup = await backed_up_with_a_schedule(path)
    edit = Edit(99, NOW + DAY)
    async with open_store(path) as store:
        await plan(store, None, DUE)
        await store.set_milestones(TALLY, posted=False, edit=edit)
        await store.set_total(TALLY.server_id, total=False, edit=edit)
        await store.set_sharing(TALLY.server_id, sharing=False, edit=edit)
    restored(path, backup)
    async with open_store(path) as store:
        assert await store.planned(TALLY) is None
        assert not (await existing(store, TALLY)).milestones
        assert await store.server(TALLY.server_id) == Server(TALLY.server_id, sharing=False, total=False)


async def test_what_was_turned_on_since_is_off_and_what_stayed_on_is_on(path: Path) -> None:
    async with open_store(path) as store:
        await started(store, TALLY, OTHER)
        await store.set_milestones(TALLY, posted=True, edit=Edit(99, NOW))
        backup = back_up(path, NOW).path
        await store.set_milestones(OTHER, posted=True, edit=Edit(99, NOW))
        await store.set_total(TALLY.server_id, total=True, edit=Edit(99, NOW))
        await plan(store, EVENINGS, DUE)
    restored(path, backup)
    async with open_store(path) as store:
        assert ((await existing(store, TALLY)).milestones, (await existing(store, OTHER)).milestones) == (True, False)
        assert await store.server(TALLY.server_id) == Server(TALLY.server_id)
        assert await store.planned(TALLY) is None
