"""The key and what is made with it (S8), looked at from outside: the files as they lie there."""

from __future__ import annotations

import hmac
import sqlite3
from base64 import b64encode, urlsafe_b64encode
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from safety_round import everything

from tests.cogs.simulated_server import World, open_world


def key_of(world: World) -> bytes:
    """As it stands in its file; the first one, should there ever be several."""
    return bytes.fromhex((world.app.settings.data / "key").read_text(encoding="ascii").split()[0])


async def test_s8_an_entry_is_hmac_sha_256_of_server_campaign_and_member(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=1) as world:
        await world.add(1)
        with closing(sqlite3.connect(world.app.settings.database)) as connection:
            [(mark,)] = connection.execute("SELECT mark FROM entries")

        message = f"{world.guild.id}:metoo:{world.members[0].id}"
        assert mark == hmac.new(key_of(world), message.encode(), sha256).digest()


async def test_s8_the_key_is_in_no_file_but_its_own(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=1) as world:
        await world.add(1)
        await world.app.store.checkpoint()
        key = key_of(world)
        kept = b"".join(file.read_bytes() for file in world.app.settings.data.iterdir() if file.name != "key")

    assert len(key) == 32
    for form in (key, key.hex().encode(), key.hex().upper().encode(), b64encode(key), urlsafe_b64encode(key)):
        assert form.rstrip(b"=") not in kept


async def test_s8_whatever_a_member_does_leaves_no_id_in_any_row(tmp_path: Path) -> None:
    async with open_world(tmp_path, members=1) as world:
        await world.moderator.slash(world.channel, "config post")
        await everything(world, world.members[0])
        with closing(sqlite3.connect(world.app.settings.database)) as connection:
            rows = "\n".join(connection.iterdump())

    assert str(world.moderator.id) in rows, "an id would be seen"
    assert str(world.members[0].id) not in rows
    assert f"{world.members[0].id:x}" not in rows.casefold()
