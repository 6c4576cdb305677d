"""/config tally: the page, the question before what is never taken back, the form, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
import pytest
from filled_forms import offered, opened, sent, values
from moderating import ME_TOO, changes, config, told
from simulated_server import World, labels, posts, shown, words

from bot.domain.tally import TallyId

DAY = 24 * 60 * 60
CONFIRM = "Change it for good"


def logged(world: World) -> list[tuple[str, str, str]]:
    """What the change log got since the campaign was started."""
    return [(setting, before, after) for _, setting, before, after in changes(world)[1:]]


async def confirmed(world: World, **options: Any) -> str:
    """What is answered once a moderator has said yes."""
    asked = await config(world, "tally", **options)
    assert CONFIRM in labels(asked)
    return words(await world.moderator.click(asked.response, label=CONFIRM))


async def rules(world: World) -> tuple[int, timedelta, bool]:
    tally = await world.app.store.tally(TallyId(world.guild.id, "metoo"))
    assert tally is not None
    return tally.rules.threshold, tally.rules.slowest, tally.milestones


async def test_the_page_says_what_holds_and_what_it_means(world: World) -> None:
    page = await config(world, "tally")

    for part in (ME_TOO, "Threshold: 10", "as usual", "every 24 hours", "Milestone posts: off"):
        assert part in words(page)
    assert labels(page)[0] == "Change"
    assert not logged(world)


async def test_s14_raising_the_threshold_asks_first_and_then_says_before_and_after(world: World) -> None:
    asked = await config(world, "tally", threshold=50)
    assert "Raise the threshold from 10 to 50?" in words(asked)
    assert "Nobody can lower it again" in words(asked)
    assert not logged(world)
    assert (await rules(world))[0] == 10

    done = await world.moderator.click(asked.response, label=CONFIRM)
    assert "Before: 10\nNow: 50" in words(done)
    assert "Threshold: 50" in words(done)
    assert done.response.id == asked.response.id
    assert logged(world) == [("metoo.threshold", "10", "50")]
    assert values(await opened(world, asked))["threshold"] == "50"


async def test_s2_s5_the_consent_text_names_the_threshold_that_holds_here(world: World) -> None:
    await confirmed(world, threshold=50)

    assert "only from 50 people on" in words(await world.members[0].slash(world.channel, "metoo"))


@pytest.mark.parametrize("threshold", [0, 5, 9, 12, 14, 1_001, 1_005, 1_000_000, -10])
async def test_s14_s15_a_threshold_that_cannot_be_is_refused_with_what_is_possible(
    world: World, threshold: int
) -> None:
    said = await told(world, "tally", threshold=threshold, milestones="on")

    assert "10 to 1,000" in said
    assert not logged(world), "nothing of what was asked for is done"


async def test_s14_s16_what_holds_is_never_taken_back_also_not_by_another_moderator(world: World) -> None:
    await confirmed(world, threshold=50, cadence=48)
    managers = world.guild.create_role("More moderators", permissions=discord.Permissions(manage_guild=True))
    other = world.guild.add_member(world.env.create_user("other"), roles=[managers])

    for options, reason in (
        ({"threshold": 45}, "The threshold is 50 here, and a threshold is never lowered"),
        ({"threshold": 10}, "Possible here: 50 to 1,000"),
        ({"cadence": 24}, "at most every 2 days here, and that is never made faster"),
        ({"cadence": 0}, "never made faster"),
    ):
        for person in (world.moderator, other):
            refused = await person.slash(world.channel, "config tally", **options)
            assert refused.ephemeral
            assert reason in words(refused)
    assert await rules(world) == (50, timedelta(days=2), False)
    assert logged(world) == [("metoo.threshold", "10", "50"), ("metoo.cadence", "0", str(2 * DAY))]


async def test_what_holds_already_changes_nothing(world: World) -> None:
    for options in ({"threshold": 10}, {"cadence": 0}, {"milestones": "off"}):
        assert "Nothing has changed" in await told(world, "tally", **options)
    assert not logged(world)


async def test_milestones_need_no_question(world: World) -> None:
    assert "**Milestone posts**\nBefore: off\nNow: on" in await told(world, "tally", milestones="on")
    assert "Before: on\nNow: off" in await told(world, "tally", milestones="off")
    assert logged(world) == [("metoo.milestones", "off", "on"), ("metoo.milestones", "on", "off")]


async def test_milestones_are_set_while_the_rest_is_asked(world: World) -> None:
    asked = await config(world, "tally", threshold=20, milestones="on")

    assert "Before: off\nNow: on" in words(asked)
    assert "from 10 to 20?" in words(asked)
    assert await rules(world) == (10, timedelta(0), True)


async def test_s14_a_number_below_the_new_threshold_is_hidden_at_once_and_the_message_says_so(world: World) -> None:
    await config(world, "post")
    await world.add(22)
    await world.tick()
    assert "At least **20**" in shown(posts(world)[0])

    assert "Now: 25" in await confirmed(world, threshold=25)

    assert "fewer than 25 people" in shown(posts(world)[0])
    assert "fewer than 25 people" in words(await world.members[0].slash(world.channel, "tally"))
    await world.tick(hours=23)
    await world.add(40)
    await world.tick(minutes=59)
    assert "fewer than 25" in shown(posts(world)[0]), "S16: the next tick comes no sooner for it"
    await world.tick(minutes=1)
    assert "At least **40**" in shown(posts(world)[0])


async def test_a_number_that_may_be_shown_stays(world: World) -> None:
    await world.add(26)
    await world.tick()
    await confirmed(world, threshold=20)

    assert "At least **25**" in words(await world.members[0].slash(world.channel, "tally"))


@pytest.mark.parametrize("shown", [20, 24])
async def test_s17_a_threshold_is_not_put_where_one_person_would_hide_the_number(world: World, shown: int) -> None:
    await world.add(shown)
    await world.tick()

    refused = await told(world, "tally", threshold=20)
    assert "The number shown last is 20" in refused
    assert "could tell that one person has withdrawn" in refused
    assert await rules(world) == (10, timedelta(0), False)
    await confirmed(world, threshold=15)
    await confirmed(world, threshold=25)
    assert "fewer than 25" in words(await world.members[0].slash(world.channel, "tally"))


async def test_s17_nor_while_a_pause_hides_the_number(world: World) -> None:
    await world.add(22)
    await world.tick()
    await config(world, "campaign", action="pause")
    world.clock.advance(hours=24)
    await config(world, "campaign", action="resume")
    assert "The number is not shown now" in words(await world.members[0].slash(world.channel, "tally"))

    assert "The number shown last is 20" in await told(world, "tally", threshold=20)
    assert await rules(world) == (10, timedelta(0), False)


async def test_s16_a_slower_cadence_puts_off_the_next_tick(world: World) -> None:
    assert "Now: at most every 2 days" in await confirmed(world, cadence=48)
    await world.add(12)
    await world.tick(hours=47)
    assert "fewer than 10" in words(await world.members[0].slash(world.channel, "tally"))
    await world.tick(hours=1)
    assert "At least **10**" in words(await world.members[0].slash(world.channel, "tally"))


async def test_two_moderators_at_once_and_the_stricter_one_stays(world: World) -> None:
    first = await config(world, "tally", threshold=50)
    second = await config(world, "tally", threshold=100, cadence=24)
    await world.moderator.click(second.response, label=CONFIRM)

    late = await world.moderator.click(first.response, label=CONFIRM)

    assert "The threshold is 100 here" in words(late)
    assert (await rules(world))[:2] == (100, timedelta(days=1))


async def test_a_question_answered_twice_changes_it_once(world: World) -> None:
    asked = await config(world, "tally", threshold=50)
    other = await config(world, "tally", threshold=50)
    await world.moderator.click(asked.response, label=CONFIRM)

    assert "Nothing has changed" in words(await world.moderator.click(other.response, label=CONFIRM))
    assert logged(world) == [("metoo.threshold", "10", "50")]


async def test_the_form_shows_what_holds_and_offers_nothing_faster(world: World) -> None:
    await confirmed(world, threshold=20, cadence=24)
    page = await config(world, "tally")
    form = await opened(world, page)

    assert values(form) == {"threshold": "20", "cadence": "24", "milestones": "off"}
    assert offered(form, "cadence") == ["24", "48", "168", "720"]


async def test_the_form_does_what_the_command_does(world: World) -> None:
    page = await config(world, "tally")
    asked = await sent(world, await opened(world, page), threshold=" 1,000 ", cadence="168", milestones="on")
    assert "from 10 to 1,000?" in words(asked)
    assert "Then: at most once a week" in words(asked)

    done = await world.moderator.click(asked.response, label=CONFIRM)
    assert "Threshold: 1,000" in words(done)
    assert await rules(world) == (1_000, timedelta(weeks=1), True)
    assert page.response.id == done.response.id


@pytest.mark.parametrize("threshold", ["ten", "10.5", "0", "1000000", "12", "²", "-10", "1,00"])
async def test_words_and_other_numbers_in_the_form_are_refused(world: World, threshold: str) -> None:
    form = await opened(world, await config(world, "tally"))
    refused = await sent(world, form, threshold=threshold, milestones="on")

    assert refused.response.ephemeral
    assert "10 to 1,000" in words(refused)
    assert "Nothing was changed" in words(refused)
    assert "Change" in labels(refused)
    assert not logged(world)


async def test_a_form_leaves_alone_what_was_not_changed_in_it(world: World) -> None:
    form = await opened(world, await config(world, "tally"))
    await confirmed(world, threshold=50, cadence=24)
    await config(world, "tally", milestones="on")

    assert "never lowered" not in words(await sent(world, form))
    assert await rules(world) == (50, timedelta(days=1), True)


async def test_a_campaign_that_was_never_started_says_how_to_start_it(world: World) -> None:
    assert "has not been started here" in await told(world, "tally", campaign="16days", threshold=50)
    assert "no campaign called “spring”" in await told(world, "tally", campaign="spring")


async def test_thresholds_and_campaigns_are_suggested(world: World) -> None:
    async def suggested(option: str, typed: str) -> list[Any]:
        return [
            each["value"] for each in await world.moderator.autocomplete(world.channel, "config tally", option, typed)
        ]

    assert await suggested("threshold", "") == [15, 20, 25, 50, 100]
    assert await suggested("threshold", "2") == [20, 25]
    assert await suggested("threshold", "2x") == []
    assert await suggested("campaign", "16") == ["16days"]
