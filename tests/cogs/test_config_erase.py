"""/config erase: everything of a server, at once and for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from moderating import config, rows, told
from simulated_server import START, World, labels, posts, words

from bot.domain import limits
from bot.domain.errors import StoreUnavailable
from bot.domain.server import Edit
from bot.domain.tally import State, TallyId

WORDS = "zq words of a moderator qz"


async def confirm(world: World, typed: str) -> Any:
    """The page, after this was typed into its form."""
    page = await config(world, "erase")
    form = await world.moderator.click(page.response, label="Erase everything")
    await world.moderator.submit_modal(form, {"word": typed})
    return page


def left(world: World) -> dict[str, int]:
    """Rows of each table that belong to a server or a tally."""
    tables = ("servers", "tallies", "entries", "publications", "changes", "shares", "files", "schedules", "deliveries")
    return {table: len(rows(world, f"SELECT * FROM {table}")) for table in (*tables, "shown")}


def everything_kept(world: World) -> bytes:
    """The database file and its side files."""
    folder = world.app.settings.database.parent
    files = [file for file in sorted(folder.iterdir()) if file.name.startswith(world.app.settings.database.name)]
    return b"".join(file.read_bytes() for file in files)


async def test_what_goes_and_what_stays_is_said_before(world: World) -> None:
    said = await told(world, "erase")

    for point in (
        *("everybody who was counted", "all numbers", "scheduled posts", "own content", "settings", "change log"),
        *("campaign messages", "cannot be undone", "posts that the bot has made", "Discord's own records"),
        *("Nobody who was counted is told", f"go after {limits.KEEP_COPIES.days} days"),
        *(f"backups after {limits.KEEP_BACKUPS.days} days at the latest", "keep elsewhere stay"),
    ):
        assert point in said
    assert "type “erase”" in said


@pytest.mark.parametrize("typed", ["", "yes", "erase it", "eras", "erase\u200b."])
async def test_another_word_erases_nothing(world: World, typed: str) -> None:
    await world.add(3)
    before = left(world)

    page = await confirm(world, typed or " ")

    assert "Nothing was erased." in words(page)
    assert "Erase everything" in labels(page)
    assert left(world) == before


@pytest.mark.parametrize("typed", ["erase", "  ERASE ", "Erase"])
async def test_the_word_in_any_case_erases_everything(world: World, typed: str) -> None:
    await world.add(3)
    await config(world, "post")

    page = await confirm(world, typed)

    assert "Everything about this server is erased." in words(page)
    assert "may still stand" not in words(page)
    assert labels(page) == ["All settings", "Get help", "Leave quickly"]
    assert not any(left(world).values())
    assert not posts(world)
    assert "No campaign has been started here" in await told(world, "show")


async def test_s10_s12_nothing_of_the_server_is_left_in_the_files(world: World) -> None:
    """Of another server everything is."""
    elsewhere = TallyId(world.guild.id + 1, "metoo")
    store, edit = world.app.store, Edit(world.moderator.id, START)
    await world.add(12)
    await config(world, "post")
    await world.tick()
    await store.put_file(TallyId(world.guild.id, "metoo"), None, WORDS, [("quote", "", WORDS)], edit, whole=False)
    await store.change_state(elsewhere, {None}, State.RUNNING, Edit(5, START))
    marks = [mark for (mark,) in rows(world, "SELECT mark FROM entries")]
    gone = [*marks, WORDS.encode(), *number(world.guild.id), *number(world.moderator.id)]
    kept = everything_kept(world)
    assert [found for found in gone if found in kept][: len(marks) + 1] == gone[: len(marks) + 1]
    assert any(each in kept for each in number(world.guild.id))

    await confirm(world, "erase")
    assert await store.checkpoint()

    kept = everything_kept(world)
    assert len(marks) == 12
    assert not [found for found in gone if found in kept]
    assert rows(world, "SELECT server, campaign FROM tallies") == [tuple(elsewhere)]


def number(value: int) -> list[bytes]:
    """An id as a file may hold it."""
    return [value.to_bytes(8, "big"), value.to_bytes(8, "little"), str(value).encode()]


async def test_a_message_that_cannot_be_deleted_is_said(world: World) -> None:
    await config(world, "post")
    await world.start_campaign("16days")
    await config(world, "post", campaign="16days")
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50013)

    page = await confirm(world, "erase")

    assert f"Campaign messages may still stand in <#{world.channel.id}>, and the bot cannot delete them" in words(page)
    assert not any(left(world).values())
    assert len(posts(world)) == 1


async def test_the_message_of_a_campaign_whose_file_is_gone_goes_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await config(world, "post")
    known: Any = world.app.services.campaigns.catalogue
    monkeypatch.delitem(known._by_id, "metoo")

    await confirm(world, "erase")

    assert not posts(world)


async def test_when_the_database_fails_nothing_is_claimed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise StoreUnavailable

    await world.add(1)
    monkeypatch.setattr(world.app.store, "erase", fail)

    page = await confirm(world, "erase")

    assert "cannot reach its records" in words(page)
    assert "is erased" not in words(page)
    assert left(world)["entries"] == 1


async def test_an_old_form_erases_nothing(world: World) -> None:
    page = await config(world, "erase")
    form = await world.moderator.click(page.response, label="Erase everything")
    await world.env.advance_time(limits.PAGE_HOLDS.total_seconds() + 1)

    refused = await world.moderator.submit_modal(form, {"word": "erase"})

    assert refused.ephemeral
    assert "older page" in words(refused)
    assert left(world)["tallies"] == 1


# A server that removes the bot


async def test_s12_a_server_that_comes_back_in_time_keeps_everything(world: World) -> None:
    await world.add(3)
    campaigns = world.app.services.campaigns
    before = left(world)
    await campaigns.left(world.guild.id)
    world.clock.advance(days=29)
    await world.app.store.purge(world.clock.now)
    await campaigns.joined(world.guild.id)
    world.clock.advance(days=31)

    await world.app.store.purge(world.clock.now)

    assert left(world) == before
    assert "running" in await told(world, "show")


async def test_s12_a_server_that_does_not_come_back_is_purged_after_30_days(world: World) -> None:
    await world.add(3)
    await world.app.services.campaigns.left(world.guild.id)
    world.clock.advance(days=30)
    await world.app.store.purge(world.clock.now - timedelta(seconds=1))
    assert left(world)["entries"] == 3

    await world.app.store.purge(world.clock.now)

    assert not any(left(world).values())
