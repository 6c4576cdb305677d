"""The guide for moderators and the README hold: commands, buttons, warnings, pictures, and the files to copy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from discord import app_commands

import bot.text
from bot.app import App, open_app
from bot.domain import limits
from bot.services.server_settings import hours
from bot.settings import load_settings
from docs.benchmark import PICTURE as CHART
from docs.pictures import FOLDER
from docs.subjects import SUBJECTS

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "moderators.md"
README = ROOT / "README.md"
PAGES = (README, GUIDE)
TEXT = bot.text.load().source
SERVER = 1
MODERATOR = 2

PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"(\w+):(.+?)(?= \w+:|$)")
BUTTON = re.compile(r"^button-[a-z-]+ = (.+)$", re.MULTILINE)
WARNING = re.compile(r"^((?:config-problem|trouble)-[a-z-]+) = ", re.MULTILINE)


def words(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    return FENCED.sub("", words(page))


def part(page: Path, heading: str) -> str:
    """What stands under a heading of the second level."""
    return words(page).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rows(table: str) -> list[list[str]]:
    """The cells of each row under the head of a table."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def fenced(language: str) -> list[str]:
    return [block for named, block in FENCED.findall(words(GUIDE)) if named == language]


def sources() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "text" / "en").glob("*.ftl"))


async def app_in(folder: Path, work: Any) -> Any:
    settings = load_settings({"MAGNITUDE_DATA": str(folder), "MAGNITUDE_CONFIG": str(ROOT / "config")})
    async with open_app(settings, bot.text.load()) as app:
        return await work(app)


async def commands(folder: Path) -> dict[str, dict[str, set[str]]]:
    """Of each command its options, and of each option the names of its choices."""

    async def collected(app: App) -> dict[str, dict[str, set[str]]]:
        return {
            command.qualified_name: {each.name: {choice.name for choice in each.choices} for each in command.parameters}
            for command in app.client.tree.walk_commands()
            if isinstance(command, app_commands.Command)
        }

    return await app_in(folder, collected)


async def test_the_guide_lists_every_subcommand_with_its_options_and_no_other(tmp_path: Path) -> None:
    listed = {
        command.strip("`/"): set(re.findall(r"`(\w+)`", options))
        for command, options, _ in rows(part(GUIDE, "Every subcommand"))
    }

    there = await commands(tmp_path)

    assert listed == {name: set(options) for name, options in there.items() if name.startswith("config ")}


async def test_the_readme_lists_every_command_and_no_other(tmp_path: Path) -> None:
    told = {name for row in rows(part(README, "What people can do")) for name in re.findall(r"`/([a-z ]+)`", row[1])}
    there = set(await commands(tmp_path))

    assert told == there - {"16days"}, "of the campaigns' own commands that of the default one stands for all"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_every_command_that_a_page_names_is_there(page: Path, tmp_path: Path) -> None:
    named = set(re.findall(r"`/(config [a-z]+|(?!config|data)[a-z]+)", words(page)))

    assert named <= set(await commands(tmp_path))


async def test_what_can_be_typed_is_possible(tmp_path: Path) -> None:
    there = await commands(tmp_path)
    typed = [line for block in fenced("") for line in block.splitlines() if line.startswith("/")]
    typed += re.findall(r"`(/config [a-z]+ \w+:[^`]+)`", prose(GUIDE))
    assert len(typed) > 8

    for line in typed:
        _, name, given = (*line.split(" ", 2), "")[:3]
        options = there[f"config {name}"]
        for option, value in OPTION.findall(given):
            assert option in options, line
            assert not options[option] or any(choice.startswith(value) for choice in options[option]), line


def test_every_button_that_the_guide_names_is_there() -> None:
    """In the guide, bold is what can be pressed and nothing else."""
    labels = [re.compile(re.sub(r"\\\{.*?\\\}", ".+", re.escape(label))) for label in BUTTON.findall(sources())]
    bold = re.findall(r"\*\*(.+?)\*\*", prose(GUIDE))

    assert len(bold) > 20
    assert [name for name in bold if not any(label.fullmatch(name) for label in labels)] == []


def test_the_guide_explains_everything_that_needs_attention() -> None:
    values = {"campaign": "Spring", "channel": "#spring", "permissions": "View Channel", "date": "today", "kind": ""}
    numbers = {"count": 2, "days": limits.KEEP_TROUBLES.days, "least": limits.LEAST_MEMBERS}
    said = {key: TEXT(key, **numbers, **values) for key in WARNING.findall(sources())}
    told = [row[0].strip("“”") for row in rows(part(GUIDE, "When something is wrong"))]

    explained = [[key for key, sentence in said.items() if phrase in sentence] for phrase in told]

    assert [len(keys) for keys in explained] == [1] * len(told)
    assert {key for keys in explained for key in keys} == set(said)


def test_the_numbers_of_the_guide_are_those_that_hold() -> None:
    told = " ".join(words(GUIDE).split())
    (large, hourly), (middle, often), (_, daily) = ((f"{least:,}", pause) for least, pause in limits.CADENCE)
    for numbers in (
        f"It comes from {limits.THRESHOLD} people on, in a server with at least {limits.LEAST_MEMBERS} members",
        f"Below {limits.THRESHOLD} people there is no number",
        f"a multiple of {limits.ROUNDING}: 10",
        f"every {hours(daily)} hours, from {middle} people every {hours(often)} hours, from {large} every hour",
        f"at least {limits.LEAST_CHANGE} more or fewer",
        f"in steps of {limits.ROUNDING}, to at most {limits.HIGHEST_THRESHOLD:,}.",
        f"down to every {limits.SLOWEST_CADENCE.days} days",
        f"less than {hours(limits.POST_HOLDS)} hours late",
        f"tells you for {limits.KEEP_TROUBLES.days} days",
        f"kept for {limits.KEEP_ENTRIES_AFTER_END.days} days, then removed",
        f"room for {limits.OWN_ITEMS} entries",
        f"A server can have {limits.OWN_CAMPAIGNS} campaigns",
        f"at most {limits.CONTENT_FILE // 1024} KB",
        f"at least {limits.LEAST_SERVERS_IN_TOTAL} of them show a number",
        f"work for {limits.PAGE_HOLDS.seconds // 60} minutes",
        "and for an hour in all",
        f"before and after, for {limits.KEEP_CHANGES.days} days",
        f"After {limits.KEEP_REMOVED_SERVER.days} days everything is removed",
    ):
        assert numbers in told
    assert hours(hourly) == hours(limits.FORM_HOLDS) == hours(limits.PAGE_LASTS) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_of_a_page_is_there_and_said_in_words(page: Path) -> None:
    shown = PICTURE.findall(words(page))

    assert shown
    for alternative, address in shown:
        assert len(alternative) > 10
        assert (page.parent / address).parent == ROOT / FOLDER
        assert (page.parent / address).is_file(), address


def test_the_pictures_are_those_that_are_made() -> None:
    made = {file for subject in SUBJECTS for file in subject.files}

    assert {file.name for file in (ROOT / FOLDER).iterdir()} - {CHART.name} == made


async def test_the_files_of_the_guide_can_be_imported(tmp_path: Path) -> None:
    whole, added = fenced("toml")

    async def imported(app: App) -> tuple[list[str], list[str]]:
        own, campaigns = app.services.own_content, app.services.campaigns
        for name, content in (("neighbours.toml", whole), ("added.toml", added)):
            proposal = await own.propose(SERVER, name, content.encode())
            await own.apply(SERVER, proposal, MODERATOR)
        campaign = await campaigns.find(SERVER, "neighbours")
        lists = (campaign.about, campaign.timeline, campaign.quotes, campaign.resources, campaign.actions)
        extended = await campaigns.find(SERVER, "metoo")
        return [campaign.name for each in lists if each], [each.title for each in extended.resources if each.own]

    own, added_resources = await app_in(tmp_path, imported)

    assert own == ["Good Neighbours"] * 5, "an entry of every list"
    assert added_resources == ["Listening room"]
