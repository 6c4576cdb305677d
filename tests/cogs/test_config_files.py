"""`/config import`, `/config export`, and removing a campaign of the server's own."""

from __future__ import annotations

import io
import re
import zipfile

import discord
import pytest
from moderating import changes, config, told
from own_content import (
    ADDITIONS,
    CAMPAIGN,
    QUOTE,
    add_item,
    apply,
    carry_over,
    fill_in,
    filled,
    second_server,
    upload,
)
from simulated_server import World, labels, pressable, size, words

from bot.domain import limits


async def exported(world: World, campaign: str = "metoo") -> str:
    """The file that `/config export` gives."""
    answer = await config(world, "export", campaign=campaign)
    [file] = answer.response.attachments
    assert file.filename == f"{campaign}.toml"
    return (await file.read()).decode()


async def test_a_preview_says_what_would_change_and_changes_nothing(world: World) -> None:
    said = words(await upload(world, ADDITIONS))

    assert "## Me too" in said
    assert "**Quotes**\n- Added: “Robin Example: We were never asked before.”" in said
    assert "**Resources**\n- Added: “Law clinic”" in said
    assert "Nothing has changed yet" in said
    assert "There is nothing yet" in await told(world, "content")


async def test_applying_does_what_the_preview_said_and_tells_how_to_see_it(world: World) -> None:
    page = await apply(world, ADDITIONS)

    assert "The file is applied to Me too" in words(page)
    assert "Added: “Law clinic”" in words(page)
    assert "/quote" in words(page)
    assert page.response.ephemeral
    assert labels(page)[-2:] == ["Get help", "Leave quickly"]
    assert "Law clinic" in await told(world, "content")
    assert changes(world)[-1][1] == "metoo.file"


async def test_a_preview_names_what_is_changed_and_removed(world: World) -> None:
    await apply(world, ADDITIONS)
    said = words(await upload(world, ADDITIONS.replace("Robin Example", "R. Example").partition("[[resources]]")[0]))

    assert "Changed: “R. Example" in said
    assert "**Resources**\n- Removed: “Law clinic”" in said


async def test_cancelling_changes_nothing_and_the_file_is_forgotten(world: World) -> None:
    first = await upload(world, ADDITIONS)
    second = await upload(world, ADDITIONS)
    carry_over(first, second, "Apply")
    await world.moderator.click(first.response, label="Cancel")
    refused = await world.moderator.click(second.response, label="Apply")

    assert "Cancelled" in words(first)
    assert "older page" in words(refused)
    assert "There is nothing yet" in await told(world, "content")


async def test_a_file_is_applied_once(world: World) -> None:
    page = await upload(world, ADDITIONS)
    again = await upload(world, ADDITIONS)
    carry_over(page, again, "Apply")
    await world.moderator.click(page.response, label="Apply")
    refused = await world.moderator.click(again.response, label="Apply")

    assert "older page" in words(refused)


async def test_every_fault_is_told_with_its_line(world: World) -> None:
    wrong = ADDITIONS.replace("2019-03", "March").replace("https://example.org/clinic", "http://example.org/clinic")
    refused = await upload(world, wrong, "own [x].toml")

    assert "2 things to fix" in words(refused)
    assert "Line 7: quote 1 has “March”" in words(refused)
    assert "Line 16: resource 1" in words(refused)
    assert not pressable(refused, "Apply")


async def test_more_faults_than_fit_are_counted(world: World) -> None:
    wrong = 'extends = "metoo"\n' + '[[quotes]]\nid = "QUOTE"\n' * 150
    said = words(await upload(world, wrong))
    told_of = said.count("- Line ")
    [in_all] = re.findall(r"has (\d+) things to fix", said)

    assert told_of > 10
    assert f"And {int(in_all) - told_of} more." in said


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("own.toml", b"0" * 50_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b"# Heading\nThis is no TOML.", "not valid TOML"),
        (zip_bomb(), "file"),
        (b"x = " + b"[" * 50_000, "TOML"),
    ],
    ids=["empty", "binary", "words", "zip", "deep"],
)
async def test_what_is_no_campaign_file_is_refused_in_a_sentence(world: World, content: bytes, said: str) -> None:
    refused = words(await upload(world, content))

    assert "Nothing has changed" in refused
    assert said.casefold() in refused.casefold()


async def test_a_large_file_is_refused_before_it_is_downloaded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(*_: object, **__: object) -> bytes:
        raise AssertionError("it was downloaded")

    monkeypatch.setattr(discord.Attachment, "read", read)
    refused = await upload(world, b"#" * (limits.CONTENT_FILE + 1))

    assert "The file is larger than 256 KB" in words(refused)


@pytest.mark.parametrize("failure", [OSError("reset"), TimeoutError()])
async def test_a_download_that_fails_is_told_in_a_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    async def read(*_: object, **__: object) -> bytes:
        raise failure

    monkeypatch.setattr(discord.Attachment, "read", read)

    assert "Discord did not hand over the file" in words(await upload(world, ADDITIONS))


async def test_one_servers_file_is_never_applied_in_another(world: World) -> None:
    other = second_server(world)
    here = await upload(world, ADDITIONS)
    there = await upload(other, CAMPAIGN)
    carry_over(here, there, "Apply")
    refused = await other.moderator.click(there.response, label="Apply")

    assert "older page" in words(refused)
    assert "There is nothing yet" in await told(other, "content")


async def test_one_servers_file_is_not_cancelled_from_another(world: World) -> None:
    other = second_server(world)
    here = await upload(world, ADDITIONS)
    there = await upload(other, CAMPAIGN)
    carry_over(here, there, "Cancel")
    await other.moderator.click(there.response, label="Cancel")
    await world.moderator.click(here.response, label="Apply")

    assert "The file is applied" in words(here)


async def test_what_somebody_changed_in_between_is_replaced_and_named(world: World) -> None:
    page = await upload(world, ADDITIONS)
    await add_item(world, "fact")
    await world.moderator.click(page.response, label="Apply")

    assert "Somebody else changed it after you had seen" in words(page)
    assert "**Facts**\n- Removed: “The association began" in words(page)


async def test_the_exported_file_changes_nothing_when_it_is_imported(world: World) -> None:
    await apply(world, ADDITIONS)
    await add_item(world, "fact")
    await add_item(world, "quote", warning="Violence", text='Said "so"\nand \\ so')
    again = await upload(world, await exported(world))

    assert "There is no difference" in words(again)
    assert not pressable(again, "Apply")


async def test_an_own_campaign_comes_back_from_its_export_as_it_was(world: World) -> None:
    await apply(world, CAMPAIGN)
    file = await exported(world, "spring")
    page = await config(world, "content", campaign="spring")
    await world.moderator.click(page.response, label="Remove this campaign")
    await world.moderator.click(page.response, label="Remove this campaign")
    await apply(world, file)

    assert await exported(world, "spring") == file


async def test_exporting_from_a_page_leaves_the_page_as_it_is(world: World) -> None:
    await add_item(world, "quote")
    page = await config(world, "content")
    file = await world.moderator.click(page.response, label="Export as a file")

    assert file.ephemeral
    assert len(file.response.attachments) == 1
    assert "1 of 200 items" in words(page)
    await world.moderator.click(file.response, label="All settings")
    assert not file.response.attachments


async def test_nothing_to_export_says_what_can_be(world: World) -> None:
    answer = await config(world, "export")

    assert "this server has nothing of its own in Me too" in words(answer)
    assert not answer.response.attachments


async def test_an_old_preview_is_not_applied(world: World) -> None:
    page = await upload(world, ADDITIONS)
    await world.env.advance_time(limits.PAGE_HOLDS.seconds + 1)
    refused = await world.moderator.click(page.response, label="Apply")

    assert "work for 15 minutes" in words(refused)
    assert "There is nothing yet" in await told(world, "content")


async def test_after_a_restart_the_file_is_brought_again(world: World) -> None:
    page = await upload(world, ADDITIONS)
    async with world.reopened():
        refused = await world.moderator.click(page.response, label="Apply")

        assert "older page" in words(refused)


async def test_a_preview_of_the_largest_change_fits(world: World) -> None:
    quote = (
        '[[quotes]]\nid = "q-{0}"\ntext = "{1}"\nspeaker = "{2}"\ndate = "2019"\nsources = ["https://example.org"]\n'
    )
    large = 'extends = "metoo"\n' + "".join(quote.format(number, "w* " * 40, "S_" * 30) for number in range(150))
    page = await upload(world, large)

    assert "and 142 more" in words(page)
    await world.moderator.click(page.response, label="Apply")
    assert size(page)[0] <= limits.MESSAGE_TEXT


async def test_what_was_imported_can_be_edited_and_exported(world: World) -> None:
    await apply(world, ADDITIONS)
    opened = await world.moderator.slash(world.channel, "config content", action="edit", item="quote:robin")
    await fill_in(world, opened, filled(opened), text=QUOTE["text"] + " Ever.")
    file = await exported(world)

    assert "We were never asked before. Ever." in file
    assert 'place = "Speech to the council"' in file
