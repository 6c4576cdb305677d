"""What moderators type and bring by mistake or on purpose: a clear private sentence each time, and nothing changed."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import discord
import pytest
from safety_presses import (
    ADDITIONS,
    FACT,
    OPENED,
    SENTENCES,
    SPRING,
    Row,
    kept,
    moderators_rows,
    own_item,
    said,
    token,
    use,
)

from bot.domain import limits
from cogs._presses import FORM
from tests.cogs.simulated_server import World, controls, size, words
from tests.hostile.words import active

CALM = re.compile(r"!|went wrong|Traceback|Error\b|exception", re.IGNORECASE)
"""What no refusal says."""


@pytest.fixture
def world(calm_world: World) -> World:
    return calm_world


def is_refusal(result: Any, page: Any = None) -> str:
    """What was said, which is private, fits, and is calm."""
    message = result.response or page
    assert message.ephemeral
    characters, components = size(message)
    assert characters <= limits.MESSAGE_TEXT
    assert components <= limits.MESSAGE_COMPONENTS
    answer = words(message)
    assert not CALM.search(answer), answer
    return answer


def hidden(answer: str) -> list[str]:
    """Letters that nobody sees or that act on others; what keeps @everyone from being a mention is one, too."""
    return [
        letter for letter in answer.replace("@\u200b", "@") if letter in "\u202e\u2066\u2069\u200b\u2060\ufeff\u0007\r"
    ]


# What is typed into a command.

ZONES = ("Nowhere", "Europe/Atlantis", "GMT+25", "CET/../UTC", "../../etc/passwd", "\u202eniltreB", "  ", "@everyone")
TIMES = (
    "24:00",
    "25:00",
    "12:60",
    "13 pm",
    "0 am",
    "-1:00",
    "noon",
    "18:00:00:00",
    "\u0661\u0668:\u0660\u0660pm",
    "  ",
    "@everyone",
)
DAYS = ("someday", "mon-tue-wed", "32", "@everyone", "Mon, Tue, Nevermore", ",")


@pytest.mark.parametrize("zone", ZONES)
async def test_an_unknown_time_zone(world: World, zone: str) -> None:
    before = kept(world)
    result = await world.moderator.slash(world.channel, "config schedule", time="18:00", zone=zone)

    assert "There is no time zone called" in is_refusal(result)
    assert kept(world) == before


@pytest.mark.parametrize("time", TIMES)
async def test_a_time_that_does_not_exist(world: World, time: str) -> None:
    before = kept(world)
    result = await world.moderator.slash(world.channel, "config schedule", time=time, zone="Europe/Dublin")

    assert "is not a time of day" in is_refusal(result)
    assert kept(world) == before


@pytest.mark.parametrize("days", DAYS)
async def test_days_that_are_none(world: World, days: str) -> None:
    before = kept(world)
    result = await world.moderator.slash(
        world.channel, "config schedule", time="18:00", zone="Europe/Dublin", days=days
    )

    assert "are not days of the week" in is_refusal(result)
    assert kept(world) == before


@pytest.mark.parametrize("threshold", [0, -5, 9, 12, 1_005, 1_000_000, 2**53 - 1, -(2**53) + 1])
async def test_s14_s15_a_threshold_that_is_not_possible(world: World, threshold: int) -> None:
    before = kept(world)
    result = await world.moderator.slash(world.channel, "config tally", threshold=threshold)

    assert "That threshold is not possible" in is_refusal(result) or "in steps of 5" in words(result)
    assert kept(world) == before


@pytest.mark.parametrize(
    "typed", ["0", "1,000,000", "12", "ten", "-10", "1e3", "\u0662\u0660", "", " ", "10.0", "0x14", "1_000"]
)
async def test_s14_s15_a_threshold_that_is_not_possible_in_the_form(world: World, typed: str) -> None:
    page = await world.moderator.slash(world.channel, "config tally")
    before = kept(world)
    fields = {"threshold": typed, "cadence": "0", "milestones": "off"}
    row = Row(("metoo", "10,0,off"), fields=fields)

    answer = is_refusal(await use(world.moderator, page, page.response, FORM + "config-tally-save", row), page.response)

    assert "threshold" in answer.casefold()
    assert "steps of 5" in answer or "number" in answer
    assert kept(world) == before


async def test_s14_a_threshold_below_the_one_that_holds(world: World) -> None:
    page = await world.moderator.slash(world.channel, "config tally", threshold=50)
    await world.moderator.click(page.response, label=label_of(page, "config-tally-raise"))
    before = kept(world)
    result = await world.moderator.slash(world.channel, "config tally", threshold=45)

    assert "50" in is_refusal(result)
    assert kept(world) == before


def label_of(page: Any, action: str) -> str:
    [found] = [each["label"] for each in controls(page) if each.get("custom_id", "").split(":")[0] == action]
    return found


HOSTILE_OPTIONS = (
    "@everyone <@123456789012345678>",
    "discord.gg/abc [zq](https://example.org)",
    "zq\n# Settings of this server",
    "\u202egnitseretni \u2066a\u2069",
    "zero\u200bwidth\u2060\ufeff\u3164",
    "**zq** ||zq|| `zq`",
    "z" * 100,
    " " * 5,
)
OPTIONS = (
    *(("campaign", "campaign"), ("channel", "campaign"), ("post", "campaign"), ("tally", "campaign")),
    *(("schedule", "campaign"), ("schedule", "zone"), ("schedule", "time"), ("schedule", "days")),
    *(("language", "language"), ("country", "country"), ("export", "campaign"), ("content", "campaign")),
    ("content", "item"),
)
NEEDED: dict[str, dict[str, Any]] = {
    "campaign": {"action": "pause"},
    "schedule": {"time": "18:00", "zone": "Europe/Dublin"},
    "content": {"action": "edit"},
}


@pytest.mark.parametrize(("subcommand", "option"), OPTIONS)
async def test_s48_hostile_words_in_every_option(world: World, subcommand: str, option: str) -> None:
    before = kept(world)
    for typed in HOSTILE_OPTIONS:
        needed = {**NEEDED.get(subcommand, {}), **({"channel": world.channel} if subcommand == "channel" else {})}
        result = await world.moderator.slash(world.channel, f"config {subcommand}", **{**needed, option: typed})
        answer = is_refusal(result)
        for repeated in re.findall("“([^”]*)”", answer):
            assert not active(repeated) or "\n" not in typed, repeated
    assert kept(world) == before


# What is written into a form.

HOSTILE = {
    "a mention": "@everyone and @here",
    "a person": "<@123456789012345678> <@&1> <#1>",
    "an invitation": "Join discord.gg/abc today",
    "a heading": "# Being counted",
    "small print": "-# To close this page, use “Dismiss message” below it.",
    "a link": "[the bot says](https://example.org)",
    "a command": "</metoo:1> <t:0:R>",
    "invisible": "zero\u200bwidth\u2060 \ufeffwords",
    "blank letters": "a\u3164b",
    "turned around": "\u202egnitseretni",
    "isolated": "\u2066hidden\u2069",
    "a control character": "a\u0007b",
    "a carriage return": "a\rb",
    "4,000 characters": "z" * 4_000,
    "only spaces": "   \n \t ",
    "empty": "",
    "nothing to see": "\u200b\u2060\u00ad",
}

ITEMS = {
    "fact": FACT,
    "quote": {
        "text": "We met in the town hall.",
        "speaker": "Somebody who was there",
        "date": "2019-03",
        "sources": "https://example.org/walk",
        "warning": "",
    },
    "resource": {
        "topic": "Legal advice",
        "title": "Law clinic",
        "text": "Explains the steps of a report.",
        "url": "https://example.org/clinic",
        "sources": "https://example.org/about",
    },
}
MOST = limits.CONTENT_LINE
"""Characters that a short field takes: Discord lets nobody write more."""
MAY_BE_EMPTY = {"note", "warning"}
FIELDS = [(kind, field) for kind, fields in ITEMS.items() for field in fields]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
async def test_s48_hostile_words_in_every_field_of_own_content(world: World, kind: str, field: str) -> None:
    page = await world.moderator.slash(world.channel, "config show")
    before = kept(world)
    taken: list[str] = []
    for name, written in HOSTILE.items():
        if (field in MAY_BE_EMPTY and not written.strip()) or (field == "sources" and name == "a carriage return"):
            continue  # nothing was written, or two sources
        row = Row(("metoo", f"{kind}..", OPENED), fields={**ITEMS[kind], field: written})
        result = await use(world.moderator, page, page.response, FORM + "config-save", row)
        answer = is_refusal(result, page.response)
        if "This is not saved yet" not in answer or kept(world) != before:
            taken.append(name)
        assert not hidden(answer), name
    assert taken == []


@pytest.mark.parametrize(
    "date", ["2099-01-01", "2027", "9999999999", "2026-02-30", "2026-13", "yesterday", "0000", "-1"]
)
@pytest.mark.parametrize("kind", ["fact", "quote"])
async def test_a_date_that_is_none_or_still_to_come(world: World, kind: str, date: str) -> None:
    page = await world.moderator.slash(world.channel, "config show")
    before = kept(world)
    row = Row(("metoo", f"{kind}..", OPENED), fields={**ITEMS[kind], "date": date})

    result = await use(world.moderator, page, page.response, FORM + "config-save", row)

    assert "This is not saved yet" in is_refusal(result, page.response)
    assert kept(world) == before


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://example.org",
            "javascript:alert(1)",
            "ftp://example.org",
            "https://",
            "example.org",
            "https://a b.org",
        ),
        *(
            "https://user:secret@example.org",
            "https://example.org/\u202e",
            "file:///etc/passwd",
        ),
        *("data:text/html,x", "https://example.org/>zq", "//example.org"),
    ],
)
async def test_s48_an_address_that_is_not_plain_https(world: World, address: str) -> None:
    page = await world.moderator.slash(world.channel, "config show")
    before = kept(world)
    row = Row(("metoo", "resource..", OPENED), fields={**ITEMS["resource"], "url": address})

    result = await use(world.moderator, page, page.response, FORM + "config-save", row)

    assert "This is not saved yet" in is_refusal(result, page.response)
    assert kept(world) == before


@pytest.mark.parametrize(
    ("field", "last"), [("zone", "time zone"), ("time", "time of day"), ("days", "days of the week")]
)
async def test_s48_hostile_words_in_the_form_of_a_schedule(world: World, field: str, last: str) -> None:
    rows = await moderators_rows(world)
    page = await world.moderator.slash(world.channel, "config show")
    before = kept(world)
    for name, written in HOSTILE.items():
        if not written:
            continue
        row = rows[FORM + "config-schedule-save"]
        row = replace(row, fields={**(row.fields or {}), field: written[:MOST]})
        answer = is_refusal(
            await use(world.moderator, page, page.response, FORM + "config-schedule-save", row), page.response
        )
        assert last in answer, name
        assert kept(world) == before, name


@pytest.mark.parametrize("name", [name for name, written in HOSTILE.items() if written.strip()])
async def test_s48_hostile_words_for_a_country_and_for_erasing(world: World, name: str) -> None:
    rows = await moderators_rows(world)
    page = await world.moderator.slash(world.channel, "config show")
    before = kept(world)
    defaults = {"default": "metoo", "language": "en", "country": HOSTILE[name][:MOST], "sharing": "on", "total": "off"}
    row = replace(rows[FORM + "config-defaults-save"], fields=defaults)

    answer = is_refusal(
        await use(world.moderator, page, page.response, FORM + "config-defaults-save", row), page.response
    )
    assert "There are no helplines for" in answer
    row = Row(fields={"word": HOSTILE[name]})
    answer = is_refusal(await use(world.moderator, page, page.response, FORM + "config-erase", row), page.response)
    assert "Nothing was erased" in answer
    assert kept(world) == before


# What is brought in a file.


def bomb() -> bytes:
    """A ZIP file of some kilobytes that unpacks to 20 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("own.toml", b"a" * 20_000_000)
    return file.getvalue()


def many(count: int) -> str:
    """Additions with so many facts."""
    one = '[[about]]\nid = "n{0}"\ndate = "2019"\ntext = "Words."\nsources = ["https://example.org"]\n'
    return 'extends = "metoo"\n' + "".join(one.format(number) for number in range(count))


FILES: dict[str, tuple[bytes, str]] = {
    "not TOML": (b"{'a': 1}", "thing to fix"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "thing to fix"),
    "not UTF-8": ('extends = "metoo" # gr\xfc\xdfe'.encode("latin-1"), "UTF-8"),
    "UTF-16": ('extends = "metoo"'.encode("utf-16"), "UTF-8"),
    "a ZIP bomb": (bomb(), "thing to fix"),
    "too large": (b"#" * (limits.CONTENT_FILE + 1), "256 KB"),
    "empty": (b"", "to fix"),
    "only a comment": (b"# nothing\n", "to fix"),
    "nested deeply": (b"a = " + b"[" * 20_000 + b"]" * 20_000, "to fix"),
    "nested a little less": (b"a = " + b"[" * 300 + b"]" * 300, "to fix"),
    "dotted parts": (b".".join([b"a"] * 100_000) + b" = 1", "to fix"),
    "dotted tables": (b"[" + b".".join([b"a"] * 100_000) + b"]", "to fix"),
    "a long number": (b"a = " + b"9" * 100_000, "to fix"),
    "many unknown keys": (b"".join(b"k%d = 1\n" % number for number in range(20_000)), "to fix"),
    "an id of the host's": (SPRING.replace('"spring"', '"metoo"').encode(), "to fix"),
    "no such campaign": (ADDITIONS.replace("16days", "atlantis").encode(), "to fix"),
    "an http source": (ADDITIONS.replace("https://", "http://").encode(), "to fix"),
    "a forbidden word": (ADDITIONS.replace("People met", "The alleged victim met").encode(), "to fix"),
    "a telephone number": (ADDITIONS.replace("People met", "Call 020 7946 0958. People met").encode(), "to fix"),
    "a mention": (ADDITIONS.replace("People met", "@everyone met").encode(), "to fix"),
    "a heading": (ADDITIONS.replace('"People met in', '"# People met in').encode(), "to fix"),
    "an invitation": (ADDITIONS.replace("People met", "discord.gg/abc: people met").encode(), "to fix"),
    "turned around": (ADDITIONS.replace("People met", "\u202ePeople met").encode(), "to fix"),
    "still to come": (ADDITIONS.replace('"2019"', '"2031"').encode(), "to fix"),
    "a date of ten digits": (ADDITIONS.replace('"2019"', '"9999999999"').encode(), "to fix"),
    "a command of its own": ((ADDITIONS + 'command = "ban"\n').encode(), "to fix"),
    "too many in one list": (many(limits.CONTENT_ITEMS + 1).encode(), "to fix"),
    "too many in all": (
        (many(limits.OWN_ITEMS) + many(1).replace('extends = "metoo"\n', "").replace("about", "quotes")).encode(),
        "to fix",
    ),
}


@pytest.mark.parametrize("name", FILES)
async def test_a_file_that_cannot_be_taken(world: World, name: str) -> None:
    content, reason = FILES[name]
    before = kept(world)

    result = await world.moderator.slash(world.channel, "config import", file=("own.toml", content))

    assert reason in is_refusal(result)
    assert "own.toml" in words(result)
    assert kept(world) == before


async def test_a_file_name_is_as_hostile_as_its_content(world: World) -> None:
    name = "**@everyone** `x` \u202etxt.toml"
    result = await world.moderator.slash(world.channel, "config import", file=(name, b"a = "))

    answer = is_refusal(result)
    assert "\u202e" not in answer
    assert "**@everyone**" not in answer


async def test_a_file_that_is_said_to_be_too_large_is_not_even_fetched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(_: discord.Attachment) -> bytes:
        raise AssertionError("fetched")

    monkeypatch.setattr(discord.Attachment, "read", read)
    result = await world.moderator.slash(
        world.channel, "config import", file=("own.toml", b"#" * (limits.CONTENT_FILE + 1))
    )

    assert "256 KB" in is_refusal(result)


async def test_a_file_that_is_larger_than_it_was_said_to_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(_: discord.Attachment) -> bytes:
        return b"#" * (limits.CONTENT_FILE + 1)

    monkeypatch.setattr(discord.Attachment, "read", read)
    before = kept(world)

    result = await world.moderator.slash(world.channel, "config import", file=("own.toml", b"#"))

    assert "256 KB" in is_refusal(result)
    assert kept(world) == before


async def test_more_items_than_a_server_may_have(world: World) -> None:
    page = await world.moderator.slash(
        world.channel, "config import", file=("own.toml", many(limits.OWN_ITEMS).encode())
    )
    await world.moderator.click(page.response, label="Apply")
    before = kept(world)

    result = await world.moderator.slash(world.channel, "config import", file=("more.toml", ADDITIONS.encode()))
    assert "200" in is_refusal(result)
    row = Row(("16days", "fact..", OPENED), fields=FACT)
    shown = await use(world.moderator, page, page.response, FORM + "config-save", row)
    assert "200" in is_refusal(shown, page.response)
    assert kept(world) == before


# Two moderators at once.


@pytest.fixture
def other(world: World) -> Any:
    """Another moderator."""
    managers = world.guild.create_role("Others", permissions=discord.Permissions(manage_guild=True))
    return world.guild.add_member(world.env.create_user("other"), roles=[managers])


async def test_two_pause_a_campaign_at_once(world: World, other: Any) -> None:
    pages = [await person.slash(world.channel, "config show") for person in (world.moderator, other)]
    for person, page in zip((world.moderator, other), pages, strict=True):
        await person.click(page.response, custom_id="config-campaign:metoo")
    await world.moderator.click(pages[0].response, label="Pause")
    await other.click(pages[1].response, label="Pause")

    assert "is paused here" in words(pages[1])
    assert "Before: running" not in words(pages[1])
    assert "went wrong" not in words(pages[1])


async def test_two_set_a_schedule_at_once(world: World, other: Any) -> None:
    await world.moderator.slash(world.channel, "config schedule", time="18:00", zone="Europe/Dublin")
    pages = [await person.slash(world.channel, "config schedule") for person in (world.moderator, other)]
    people = (world.moderator, other)
    forms = [await person.click(page.response, label="Change") for person, page in zip(people, pages, strict=True)]
    for person, form, time in zip(people, forms, ("07:00", "09:30"), strict=True):
        fields = {
            "days": ["mon"],
            "time": time,
            "zone": "Europe/Dublin",
            "content": ["quote"],
            "channel": [world.channel],
        }
        await person.submit_modal(form, fields)

    assert re.search(r"Before: .*07:00", words(pages[1]))
    assert re.search(r"Now: .*09:30", words(pages[1]))


async def test_s14_two_raise_a_threshold_at_once(world: World, other: Any) -> None:
    """The stricter one stays, whoever was later, and the later one is told so."""
    higher = await world.moderator.slash(world.channel, "config tally", threshold=50)
    lower = await other.slash(world.channel, "config tally", threshold=20)
    await world.moderator.click(higher.response, label=label_of(higher, "config-tally-raise"))
    before = kept(world)
    refused = await other.click(lower.response, label=label_of(lower, "config-tally-raise"))

    assert "50" in said(refused, lower.response)
    assert SENTENCES["went wrong"] not in said(refused, lower.response)
    assert kept(world) == before


async def test_two_edit_one_item_at_once(world: World, other: Any) -> None:
    people = (world.moderator, other)
    kind, item_id = await own_item(world.moderator, world.channel, "fact", FACT)
    item = f"{kind}:{item_id}"
    forms = [await person.slash(world.channel, "config content", action="edit", item=item) for person in people]
    answers = [
        await person.submit_modal(form, {**FACT, "text": f"People met {times}."})
        for person, form, times in zip(people, forms, ("once", "twice"), strict=True)
    ]

    assert "Somebody else changed it while your form was open" in words(answers[1])
    assert "Before: People met once." in words(answers[1])
    assert "Now: People met twice." in words(answers[1])


async def test_two_apply_a_file_at_once(world: World, other: Any) -> None:
    people = (world.moderator, other)
    texts = [ADDITIONS.replace("town hall", place) for place in ("library", "park")]
    pages = [
        await person.slash(world.channel, "config import", file=("own.toml", text.encode()))
        for person, text in zip(people, texts, strict=True)
    ]
    for person, page in zip(people, pages, strict=True):
        await person.click(page.response, label="Apply")

    assert "is applied to 16 Days of Activism" in words(pages[1])
    assert "Somebody else changed it after you had seen" in words(pages[1])
    exported = await other.slash(world.channel, "config export", campaign="16days")
    [file] = exported.response.attachments
    assert b"park" in await file.read()


async def test_one_removes_what_another_one_edits(world: World, other: Any) -> None:
    kind, item_id = await own_item(world.moderator, world.channel, "fact", FACT)
    item = f"{kind}:{item_id}"
    form = await other.slash(world.channel, "config content", action="edit", item=item)
    page = await world.moderator.slash(world.channel, "config content", action="remove", item=item)
    await world.moderator.click(page.response, label="Remove")
    again = await other.submit_modal(form, FACT)

    assert "again" in words(again)
    assert token(again, "config-content-edit", 3) == item_id
