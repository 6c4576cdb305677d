"""What the tests of a restore have in common: databases, backups of them, and what is wrong with them."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from store_samples import NOW as ANY_TIME
from store_samples import OTHER, TALLY, existing, mark, rows, set_state, started

from bot.domain.server import Edit, Post
from bot.domain.tally import Publication, Rules, State
from bot.store import SqliteStore, open_store
from bot.store.backups import back_up
from bot.store.migrate import migrate
from bot.store.restoring import Restored, put_back

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


async def strict(path: Path) -> None:
    """What moderators and ticks did after the backup."""
    async with open_store(path) as store:
        await store.set_rules(TALLY, Rules(50, timedelta(hours=48)), Edit(99, NOW + DAY))
        await store.set_post(TALLY, Post(7, 8), Edit(99, NOW + DAY))
        await show(store, Publication(NOW + DAY, 130, 130))
        await set_state(store, OTHER, State.PAUSED, NOW + DAY)
