"""/config schedule: the command, the page and the form, and the posts that come of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from moderating import ME_TOO, changes, config, rows, told
from simulated_server import START, World, controls, labels, posts, pressable, shown, words

from bot import text
from bot.domain import limits
from bot.domain.campaign import Campaign
from bot.domain.schedule import Delivery, Kind, Outcome, Planned
from bot.domain.tally import TallyId
from bot.services.schedules import Wanted
from cogs._schedule_words import trouble_line

MONDAY_WEDNESDAY = {"time": "18:00", "zone": "Europe/Berlin", "days": "mon, wed", "content": "quote"}
NOTHING = "nothing is posted at set times"
FORM = {"days": ["mon", "wed"], "time": "18:00", "zone": "Europe/Berlin", "content": ["quote"]}


def stored(world: World) -> list[Any]:
    return rows(world, "SELECT campaign, channel, days, minute, zone, content FROM schedules ORDER BY campaign")


def cached(world: World, channel: Any) -> Any:
    """The channel as the bot has it, with which a test can change it."""
    return world.app.client.get_channel(channel.id)


def words_of(world: World, channel: Any = None) -> str:
    return f"Mon, Wed at 18:00 (Europe/Berlin): a quote, in <#{(channel or world.channel).id}>"


async def opened(world: World) -> Any:
    """The form, from the page."""
    page = await config(world, "schedule")
    return page, await world.moderator.click(page.response, label="Set up" if pressable(page, "Set up") else "Change")


async def submitted(world: World, **fields: Any) -> Any:
    """What the form answers: the page it was opened from is turned."""
    page, form = await opened(world)
    await world.moderator.submit_modal(form, {**FORM, "channel": [world.channel], **fields})
    assert page.response.ephemeral
    assert labels(page)[-3:] == ["All settings", "Get help", "Leave quickly"]
    return page


def filled(form: Any) -> dict[str, list[str]]:
    """What stands in each field of a form when it opens."""
    fields = [label["component"] for label in form.modal["components"]]
    return {field["custom_id"]: _values(field) for field in fields}


def _values(field: dict[str, Any]) -> list[str]:
    if "options" in field:
        return [option["value"] for option in field["options"] if option.get("default")]
    chosen = [str(value["id"]) for value in field.get("default_values", ())]
    return [*chosen, *([field["value"]] if field.get("value") else [])]


async def test_a_schedule_is_set_told_and_kept(world: World) -> None:
    said = await told(world, "schedule", **MONDAY_WEDNESDAY)

    due = datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert f"**{ME_TOO}: posts at set times**\nBefore: {NOTHING}\nNow: {words_of(world)}" in said
    assert f"Next post: <t:{due.timestamp():.0f}:f> for you" in said
    assert "Monday, 23 November 2026, 18:00 in Europe/Berlin" in said
    assert stored(world) == [("metoo", world.channel.id, 0b101, 18 * 60, "Europe/Berlin", "quote")]


async def test_the_post_comes_when_its_time_has_come_and_says_nothing_of_who_set_it_up(world: World) -> None:
    await config(world, "schedule", **MONDAY_WEDNESDAY)

    await world.tick(hours=4, minutes=59)
    assert not posts(world)
    await world.tick(minutes=1)

    [message] = posts(world)
    assert "a quote" in shown(message)
    assert "use /quote" in shown(message)
    assert str(world.moderator.id) not in shown(message)
    await world.tick(minutes=1)
    assert len(posts(world)) == 1
    await world.tick(hours=48)
    assert len(posts(world)) == 2


async def test_everything_in_turn_brings_each_kind_and_the_next_day_another(world: World) -> None:
    await config(world, "schedule", time="12:00", zone="UTC", content="turn")
    for _ in range(3):
        await world.tick(hours=24)

    titles = {shown(message).splitlines()[0] for message in posts(world)}
    assert titles == {r"## \#MeToo: a fact", r"## \#MeToo: a quote", r"## \#MeToo: a page that may help"}


async def test_s36_a_quote_with_a_warning_never_comes(world: World) -> None:
    campaign = world.app.services.campaigns.catalogue.get("metoo")
    warned = [quote for quote in campaign.quotes if quote.warning]
    harmless = [quote for quote in campaign.quotes if not quote.warning]
    assert warned
    await config(world, "schedule", time="12:00", zone="UTC", content="quote")
    for _ in range(len(harmless) + 2):
        await world.tick(hours=24)

    said = letters("".join(shown(message) for message in posts(world)))
    assert len(posts(world)) == len(harmless) + 2
    assert not [quote for quote in warned if letters(quote.text) in said]
    assert all(letters(quote.text) in said for quote in harmless)


def letters(said: str) -> str:
    """What escaping and the marks of a quote leave as it is."""
    return "".join(character for character in said if character.isalnum())


async def test_an_option_changes_one_thing_and_keeps_the_rest(world: World) -> None:
    await config(world, "schedule", **MONDAY_WEDNESDAY)
    elsewhere = world.guild.create_text_channel("elsewhere")

    said = await told(world, "schedule", channel=elsewhere)

    assert f"Before: {words_of(world)}\nNow: {words_of(world, elsewhere)}" in said
    await world.tick(hours=5)
    assert not posts(world)
    assert elsewhere.last_message is not None


@pytest.mark.parametrize(
    ("changed", "after"),
    [
        ({"time": "9:05"}, "Mon, Wed at 09:05 (Europe/Berlin): a quote"),
        ({"zone": "America/New_York"}, r"Mon, Wed at 18:00 (America/New\_York): a quote"),
        ({"days": "weekdays"}, "Monday to Friday at 18:00 (Europe/Berlin): a quote"),
        ({"days": "daily"}, "every day at 18:00 (Europe/Berlin): a quote"),
        ({"content": "turn"}, "Mon, Wed at 18:00 (Europe/Berlin): quotes, facts and resources in turn"),
    ],
)
async def test_each_option_alone(world: World, changed: dict[str, str], after: str) -> None:
    await config(world, "schedule", **MONDAY_WEDNESDAY)
    assert f"Before: {words_of(world)}\nNow: {after}" in await told(world, "schedule", **changed)


@pytest.mark.parametrize(
    "options",
    [
        {**MONDAY_WEDNESDAY, "zone": "Europe/Atlantis"},
        {**MONDAY_WEDNESDAY, "time": "25:00"},
        {**MONDAY_WEDNESDAY, "time": "noonish"},
        {**MONDAY_WEDNESDAY, "days": "someday"},
        {"days": "daily"},
        {"time": "18:00"},
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_stored(world: World, options: dict[str, str]) -> None:
    said = await told(world, "schedule", **options)

    assert "Now:" not in said
    assert "went wrong on our side" not in said
    assert not stored(world)
    assert not [change for change in changes(world) if change[1] == "metoo.schedule"]


async def test_what_was_typed_comes_back_as_plain_words(world: World) -> None:
    said = await told(world, "schedule", **{**MONDAY_WEDNESDAY, "zone": "**@everyone** <@1>"})
    assert "**@everyone**" not in said
    assert "<@1>" not in said


async def test_a_campaign_that_was_never_started_says_how_to_start_it(world: World) -> None:
    for options in ({}, MONDAY_WEDNESDAY, {"content": "off"}):
        said = await told(world, "schedule", campaign="16days", **options)
        assert "has not been started here. You can start it with /config campaign." in said
    assert not stored(world)


@pytest.mark.parametrize("denied", ["view_channel", "send_messages"])
async def test_a_channel_the_bot_may_not_post_in_is_refused_before_anything_is_stored(
    world: World, denied: str
) -> None:
    bot = world.app.client.user
    assert bot is not None
    overwrites = {bot: discord.PermissionOverwrite(**{denied: False})}
    channel = world.guild.create_text_channel("closed", overwrites=overwrites)

    said = await told(world, "schedule", channel=channel, **MONDAY_WEDNESDAY)
    page = await submitted(world, channel=[channel])

    for answer in (said, words(page)):
        assert "The bot cannot post in that channel." in answer
        assert denied.replace("_", " ").title() in answer
    assert not stored(world)


async def test_without_a_channel_it_goes_where_the_campaign_message_stands(world: World) -> None:
    campaign = world.guild.create_text_channel("campaign")
    await config(world, "channel", channel=campaign)

    assert f"in <#{campaign.id}>" in await told(world, "schedule", **MONDAY_WEDNESDAY)


async def test_off_says_what_was_and_nothing_comes_any_more(world: World) -> None:
    await config(world, "schedule", **MONDAY_WEDNESDAY)

    result = await config(world, "schedule", content="off")

    assert f"Before: {words_of(world)}\nNow: {NOTHING}" in words(result)
    assert labels(result)[0] == "Set up"
    await world.tick(hours=5)
    assert not posts(world)
    assert "Nothing was posted at set times for Me too" in await told(world, "schedule", content="off")


async def test_the_page_shows_what_is_set_and_turns_it_off(world: World) -> None:
    assert f"Set: {NOTHING}" in await told(world, "schedule")
    await config(world, "schedule", **MONDAY_WEDNESDAY)

    page = await config(world, "schedule")
    assert f"Set: {words_of(world)}\nNext post: <t:" in words(page)
    assert labels(page)[:2] == ["Change", "Turn off"]
    await world.moderator.click(page.response, label="Turn off")

    assert f"Before: {words_of(world)}\nNow: {NOTHING}" in words(page)
    assert not stored(world)


async def test_the_form_opens_with_what_is_usual_and_sets_it(world: World) -> None:
    page, form = await opened(world)
    everyday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert filled(form) == {
        "days": everyday,
        "time": ["18:00"],
        "zone": [],
        "content": ["turn"],
        "channel": [str(world.channel.id)],
    }

    await world.moderator.submit_modal(form, {**FORM, "channel": [world.channel]})

    assert f"Before: {NOTHING}\nNow: {words_of(world)}" in words(page)
    assert stored(world) == [("metoo", world.channel.id, 0b101, 18 * 60, "Europe/Berlin", "quote")]


async def test_the_form_opens_with_what_is_set(world: World) -> None:
    await config(world, "schedule", **MONDAY_WEDNESDAY)
    _, form = await opened(world)
    channel = {"channel": [str(world.channel.id)]}
    assert filled(form) == {
        "days": ["mon", "wed"],
        "time": ["18:00"],
        "zone": ["Europe/Berlin"],
        "content": ["quote"],
        **channel,
    }


async def test_a_fault_in_the_form_keeps_what_was_typed_for_another_try(world: World) -> None:
    page = await submitted(world, time="25:00", zone="Europe/Rome")
    assert "25:00" in words(page)
    assert "Nothing was changed" in words(page)
    assert not stored(world)

    form = await world.moderator.click(page.response, label="Try again")
    assert filled(form)["time"] == ["25:00"]
    assert filled(form)["zone"] == ["Europe/Rome"]
    assert filled(form)["days"] == ["mon", "wed"]
    assert filled(form)["content"] == ["quote"]
    await world.moderator.submit_modal(form, {**FORM, "channel": [world.channel]})

    assert f"Now: {words_of(world)}" in words(page)


@pytest.mark.parametrize(
    ("typed", "meant"), [("Germany", "Europe/Berlin"), ("America/Kentucky", "America/Kentucky/Louisville")]
)
async def test_an_unknown_zone_is_chosen_from_a_menu_with_one_press(world: World, typed: str, meant: str) -> None:
    page = await submitted(world, zone=typed)
    [menu] = [control for control in controls(page) if control["type"] == 3]
    assert meant in [option["value"] for option in menu["options"]]

    await world.moderator.select(page.response, [meant], custom_id=menu["custom_id"])

    assert "Now: Mon, Wed at 18:00" in words(page)
    assert stored(world)[0][4] == meant


async def test_what_was_typed_is_lost_with_a_restart_and_says_so(world: World) -> None:
    page = await submitted(world, time="25:00")
    async with world.reopened() as anew:
        again = await anew.moderator.click(page.response, label="Try again")
        assert "older page" in words(again)


def overtake(world: World, monkeypatch: pytest.MonkeyPatch, other: Wanted) -> None:
    """Another moderator is quicker by as much as can be: once the next change has read what is set."""
    schedules = world.app.services.schedules
    usual = schedules.planned

    async def overtaken(server_id: int, campaign: Campaign) -> Planned | None:
        monkeypatch.undo()
        seen = await usual(server_id, campaign)
        await schedules.set(server_id, campaign, other, 1)
        return seen

    monkeypatch.setattr(schedules, "planned", overtaken)


async def test_of_two_moderators_the_later_one_wins_and_is_told_what_it_replaced(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, form = await opened(world)
    overtake(world, monkeypatch, Wanted("daily", "07:30", "UTC", None, world.channel.id))
    await world.moderator.submit_modal(form, {**FORM, "channel": [world.channel]})

    replaced = f"every day at 07:30 (UTC): quotes, facts and resources in turn, in <#{world.channel.id}>"
    assert f"Before: {replaced}\nNow: {words_of(world)}" in words(page)
    assert [change[2:] for change in changes(world) if change[1] == "metoo.schedule"] == [
        ("", f"daily 07:30 UTC turn <#{world.channel.id}>"),
        (f"daily 07:30 UTC turn <#{world.channel.id}>", f"mon wed 18:00 Europe/Berlin quote <#{world.channel.id}>"),
    ]


async def test_what_another_moderator_has_set_meanwhile_stays_where_nothing_else_was_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await config(world, "schedule", **MONDAY_WEDNESDAY)
    elsewhere = world.guild.create_text_channel("elsewhere")
    overtake(world, monkeypatch, Wanted(channel_id=elsewhere.id))

    said = await told(world, "schedule", time="09:00")

    assert f"Before: {words_of(world, elsewhere)}\nNow: {words_of(world, elsewhere).replace('18:00', '09:00')}" in said


async def test_a_paused_campaign_posts_nothing_and_the_page_says_so(world: World) -> None:
    await config(world, "schedule", **MONDAY_WEDNESDAY)
    await config(world, "campaign", action="pause")

    said = await told(world, "schedule")
    assert "nothing is posted. To go on: /config campaign" in said
    assert "Next post" not in said
    await world.tick(hours=5)
    assert not posts(world)

    await config(world, "campaign", action="end")
    assert "has ended here, so nothing is posted" in await told(world, "schedule")


async def test_a_channel_that_was_deleted_is_told_of_before_and_after_the_post_was_due(world: World) -> None:
    channel = world.guild.create_text_channel("campaign")
    await config(world, "schedule", channel=channel, **MONDAY_WEDNESDAY)
    await cached(world, channel).delete()

    assert "The channel is gone" in await told(world, "schedule")
    await world.tick(hours=5)

    said = await told(world, "schedule")
    due = datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert "**Posts that did not come, or may not have**" in said
    assert f"- {ME_TOO}: the post of <t:{due.timestamp():.0f}:f> was not sent, because <#{channel.id}> is gone" in said
    form = (await opened(world))[1]
    assert filled(form)["channel"] == []
    await world.start_campaign("16days")
    assert "was not sent" not in await told(world, "schedule", campaign="16days")


async def test_a_lost_permission_is_told_with_its_name(world: World) -> None:
    await config(world, "schedule", **MONDAY_WEDNESDAY)
    bot = world.app.client.user
    assert bot is not None
    await cached(world, world.channel).set_permissions(bot, send_messages=False)

    said = await told(world, "schedule")

    assert f"The bot cannot post in <#{world.channel.id}>. Give it these permissions there: Send Messages" in said


async def test_a_time_that_the_clocks_leave_out_is_told_of_only_where_it_happens(world: World) -> None:
    gap = "02:30 does not exist there"
    assert gap in await told(world, "schedule", time="02:30", zone="Europe/Berlin", days="daily")
    assert gap not in await told(world, "schedule", zone="UTC")
    assert gap not in await told(world, "schedule", zone="Europe/Berlin", days="mon")
    assert "does not exist there" not in await told(world, "schedule", days="daily", time="03:00")


async def test_zones_and_days_are_offered_while_somebody_types(world: World) -> None:
    zones = await world.moderator.autocomplete(world.channel, "config schedule", "zone", "berlin")
    assert [zone["value"] for zone in zones] == ["Europe/Berlin"]
    everything = await world.moderator.autocomplete(world.channel, "config schedule", "days", "")
    assert [choice["name"] for choice in everything[:3]] == ["every day", "Monday to Friday", "Mon, Wed, Fri"]
    assert len(everything) <= limits.AUTOCOMPLETE_CHOICES
    fridays = await world.moderator.autocomplete(world.channel, "config schedule", "days", "Fri")
    assert [choice["name"] for choice in fridays] == ["Monday to Friday", "Mon, Wed, Fri", "Fri"]
    for choice in everything:
        said = await told(world, "schedule", **{**MONDAY_WEDNESDAY, "days": choice["value"]})
        assert f"Now: {choice['name']} at 18:00" in said


@pytest.mark.parametrize("outcome", [Outcome.MISSED, Outcome.REFUSED, Outcome.UNCERTAIN])
@pytest.mark.parametrize("kind", [Kind.QUOTE, Kind.MILESTONE])
def test_each_trouble_says_which_post_and_what_to_do(outcome: Outcome, kind: Kind) -> None:
    delivery = Delivery(1, TallyId(1, "metoo"), 7, kind, "x", START, START, outcome)
    said = trouble_line(text.load().source, delivery, "Me *too*")

    assert said.startswith(r"Me \*too\*: ")
    assert "<#7>" in said
    assert f"<t:{START.timestamp():.0f}:f>" in said
    if outcome is Outcome.REFUSED:
        assert ("/config channel" in said) == (kind is Kind.MILESTONE)
        assert ("/config schedule" in said) == (kind is not Kind.MILESTONE)
