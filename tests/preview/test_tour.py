"""The written tour: it holds, it is the same each time, and it fails when the bot does something else."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copytree
from typing import Any
from unittest.mock import AsyncMock, Mock

import discord
import pytest

from bot import text
from bot.domain import tally
from bot.domain.campaign import Item
from bot.domain.schedule import Kind
from bot.operations import logs, preview
from bot.operations.preview.tour import Report, play
from bot.operations.preview.world import preview_settings
from bot.settings import load_settings
from cogs import tally as tally_cog
from cogs._answers import answer

ROOT = Path(__file__).parents[2]


def played(folder: Path, *, config: Path = ROOT / "config", width: int = 90) -> Report:
    settings = preview_settings(load_settings({"MAGNITUDE_CONFIG": str(config)}), folder)
    return asyncio.run(play(settings, text.load(), width))


def exact(count: int) -> int:
    """What `rounded` must not be."""
    return count


def always_first(items: Mapping[Kind, Sequence[Item]], *_: object) -> tuple[Kind, Item]:
    """What `pick` must not do."""
    return next((kind, each[0]) for kind, each in items.items())


def test_the_tour_holds_and_is_the_same_each_time(tmp_path: Path) -> None:
    first, second = played(tmp_path / "first"), played(tmp_path / "second")

    assert first.failure == ""
    assert first.lines == second.lines


def test_the_transcript_tells_what_everybody_saw(tmp_path: Path) -> None:
    lines = list(played(tmp_path).lines)

    for line in (
        "→ Ana runs /about",
        "→ Ben presses “Show”",
        "→ Ana runs /resources country: Australia",
        "→ Ana runs /metoo",
        "→ Ana presses “Add me”",
        "   ┌ Ana alone sees:",
        "   ┌ Ana alone sees in its place:",
        "   │ You are counted now. You can withdraw here at any time.",
        "   │ [ Add me ]   [ Withdraw ]   [ Get help ]   [ Leave quickly ↗ ]",
        "   ✓ Nothing that everybody sees has changed.",
        "   │ At least 10 people here have added themselves.",
        "   ✓ The campaign message says “at least 10” as well.",
        "   ✓ Member 50, who was never counted, is told the same words.",
        "   ✓ #MeToo has its own number still: at least 10.",
        "   │ The campaign is paused here, and the number is not shown.",
        "→ Kim (moderator) runs /config show",
        "→ Kim (moderator) presses “Resume”",
        "   ┌ Kim (moderator) fills in “Posts at set times”:",
        "   │ Days: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
        "   │ Time zone: Germany",
        "   │ What to post: Quotes",
        "   │ Channel: #campaigns",
        "→ Kim (moderator) chooses “Europe/Berlin”",
        "   │ Now: every day at 17:30 (Europe/Berlin): a quote, in #campaigns",
        "→ Kim (moderator) presses “Fix it”",
        "   │ Added by this server's moderators.",
        "→ Kim (moderator) runs /config tally campaign: metoo threshold: 20",
        "→ Kim (moderator) runs /config import file: listening-week.toml",
        "→ Ben runs /add campaign: listening-week",
        "   │ [ listening-week.toml ↓ ]",
        "   │ To erase everything, type “erase”: erase",
        "   │ Everything about this server is erased.",
    ):
        assert line in lines
    assert any(line.endswith(" UTC, @Kim (moderator)") for line in lines), "the change log names who it was"
    assert not any("<@" in line or "<#" in line for line in lines), "and no number stands for a name"
    assert max(map(len, lines)) <= 90


def test_a_narrow_terminal_gets_narrow_lines(tmp_path: Path) -> None:
    lines = played(tmp_path, width=60).lines

    too_long = [line for line in lines if len(line) > 60]
    assert [line for line in too_long if len(line.split()) > 2] == [], "only a frame and one long word"


def test_every_campaign_file_is_shown(tmp_path: Path) -> None:
    config = tmp_path / "config"
    copytree(ROOT / "config", config)
    written = (config / "campaigns" / "16days.toml").read_text(encoding="utf-8")
    for old, new in (
        ('id = "16days"', 'id = "spring"'),
        ('name = "16 Days of Activism"', 'name = "Spring"'),
        ('hashtag = "#16Days"', 'hashtag = "#Spring"'),
        ('command = "16days"', 'command = "spring"'),
        ('title = "Taking part in the 16 Days"', 'title = "Taking part in *Spring*"'),
    ):
        assert old in written
        written = written.replace(old, new)
    (config / "campaigns" / "spring.toml").write_text(written, encoding="utf-8")

    report = played(tmp_path / "data", config=config)

    assert report.failure == ""
    for line in (
        "11. Another campaign: #Spring",
        "→ Ana runs /about campaign: 16days",
        "→ Ana runs /about campaign: spring",
        "→ Ana runs /16days",
        "→ Ana runs /spring",
        "   │ Taking part in *Spring*",
        "12. A moderator pauses",
    ):
        assert line in report.lines


def test_an_answer_that_leaves_the_panel_standing_fails_the_tour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally_cog, "turn", answer)

    assert played(tmp_path).failure.endswith("This was expected: The answer stands where the panel stood.")


def test_s15_a_number_that_is_not_rounded_fails_the_tour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "rounded", exact)

    assert "This was expected: It says “at least 10”." in played(tmp_path).failure


@pytest.mark.parametrize(
    ("broken", "instead", "expected"),
    [
        ("bot.services.posting.pick", always_first, "It is another one than the day before."),
        ("bot.services.posting.too_late", Mock(return_value=False), "It was not posted, and moderators are told so."),
        ("cogs._content.own_mark", Mock(return_value=""), "It says that this server's moderators added it."),
        (
            "bot.services.server_settings.ServerSettings.check_counting",
            AsyncMock(return_value=None),
            "The threshold is not lowered, and the answer says so.",
        ),
        (
            "bot.services.own_content.OwnContent.export",
            AsyncMock(return_value='extends = "metoo"'),
            "The exported file, brought in again, makes no difference.",
        ),
        ("cogs.config_records.change_line", Mock(return_value="<@1>"), "It names Kim (moderator)."),
        (
            "bot.services.server_settings.ServerSettings.erase",
            AsyncMock(),
            "A moment later neither this server's number nor the moderator's stands in the files of the database.",
        ),
    ],
)
def test_what_fails_moderators_fails_the_tour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, instead: object, expected: str
) -> None:
    monkeypatch.setattr(broken, instead)

    assert played(tmp_path).failure.endswith(f"This was expected: {expected}")


def test_s25_an_answer_for_everybody_fails_the_tour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send = discord.InteractionResponse[Any].send_message

    async def publicly(response: Any, **given: Any) -> None:
        given["ephemeral"] = False
        await send(response, **given)

    monkeypatch.setattr(discord.InteractionResponse, "send_message", publicly)

    assert played(tmp_path).failure == "Chapter 1 of the tour failed. This was expected: Ana alone sees the answer."


def test_a_failure_is_one_sentence_and_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tally, "rounded", exact)
    monkeypatch.setattr(logs, "configure", Mock())
    settings = load_settings({"MAGNITUDE_CONFIG": str(ROOT / "config")})

    assert preview.main(settings, text.load(), tour=True, data=tmp_path, port=0) == 1

    shown = capsys.readouterr()
    assert shown.out.startswith("Magnitude: a tour")
    assert shown.err == "Chapter 8 of the tour failed. This was expected: It says “at least 10”.\n"


def test_the_command_prints_the_transcript_and_nothing_else(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "preview", "--tour"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        env={
            "PATH": os.environ["PATH"],
            "PYTHONUTF8": "1",
            "TMPDIR": str(tmp_path),
            "MAGNITUDE_DATA": str(tmp_path / "own"),
        },
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1].endswith("the one person who used it.")
    assert list(tmp_path.iterdir()) == [], "nothing is left, and the host's own data folder was not touched"
