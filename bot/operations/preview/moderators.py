"""The moderators' part of the tour: a whole campaign run from inside Discord."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib import resources
from typing import Final

from bot.domain import limits
from bot.domain.schedule import Content, Kind, postable
from bot.operations.preview.transcript import Transcript

DAY: Final = timedelta(days=1)
EVENING: Final = timedelta(hours=10)
"""From the morning on which the tour begins until soon after `POSTS_AT`."""
NIGHT: Final = timedelta(hours=34)
"""From then until the night after the next post, which comes too late by hours."""
POSTS_AT: Final = "17:30"
COUNTRY: Final = "Germany"
ZONE: Final = "Europe/Berlin"
UNDECIDED: Final = slice(20, 26)
"""Other members who were in no chapter before. With the nine who are counted still, they make a number of fifteen."""
HIGHER: Final = 15
RAISED: Final = 20
"""A threshold that hides it."""
OWN_FILE: Final = "listening-week.toml"


async def home(tour: Transcript) -> None:
    """S46: everything at a glance, and from there in two presses a campaign that goes on."""
    moderator, campaign = tour.world.moderator, tour.default
    tour.chapter("home")
    seen = await tour.run(moderator, "config show")
    paused, running = (tour.text(f"config-state-{state}") for state in ("paused", "running"))
    tour.expect("home", tour.says(seen, "config-show-campaign", campaign=campaign.name, state=paused))
    tour.expect_ways_out(seen)
    if campaign.name in seen.labels:
        seen = await tour.press(moderator, seen, campaign.name)
    else:
        seen = await tour.choose(moderator, seen, "config-campaigns", campaign.id)
    seen = await tour.press(moderator, seen, tour.text("button-config-resume"))
    changed = tour.says(seen, "config-state-changed", campaign=campaign.name, before=paused, after=running)
    tour.expect("before-and-now", changed)
    tour.expect("number-back", tour.number(tour.look(0, quietly=True)))


async def schedule(tour: Transcript) -> None:
    """S36: a form, a day, a post; the next day another one; and one that did not come is told of."""
    world, moderator, campaign = tour.world, tour.world.moderator, tour.default
    # A host's own campaign may have hardly any quotes that can be posted.
    quotes = len(postable(campaign).get(Kind.QUOTE, ())) > 1
    content = Content.QUOTE if quotes else Content.TURN
    texts = [item.text for items in postable(campaign, content).values() for item in items]
    tour.chapter("schedule")
    seen = await tour.run(moderator, "config schedule", campaign=campaign.id)
    form = await tour.open_form(moderator, seen, tour.text("button-schedule-set"))
    seen = await tour.fill(moderator, form, time=POSTS_AT, zone=COUNTRY, content=[content])
    tour.expect("nothing-lost", tour.says(seen, "schedule-not-changed"))
    seen = await tour.choose(moderator, seen, "config-schedule-zone", ZONE)
    tour.expect("scheduled", POSTS_AT in seen.words and ZONE in seen.words)
    before = len(tour.public())
    await world.pass_time(EVENING)
    first = tour.look(before)
    tour.say("tour-schedule-next")
    await world.pass_time(DAY)
    second = tour.look(before + 1)
    if len(texts) > 1:
        tour.expect("no-repeat", first.words != second.words)
    tour.expect("no-warned", all(any(text in seen.words for text in texts) for seen in (first, second)))
    tour.say("tour-schedule-down")
    await world.pass_time(NIGHT)
    seen = await tour.run(moderator, "config schedule", campaign=campaign.id)
    tour.expect("missed", len(tour.public()) == before + 2 and tour.says(seen, "schedule-troubles"))
    await tour.press(moderator, seen, tour.text("button-schedule-off"), quietly=True)


async def own_content(tour: Transcript) -> None:
    """S48: what moderators add is checked like a campaign file, and marked wherever it is shown."""
    moderator, campaign = tour.world.moderator, tour.default
    tour.chapter("own")
    form = await tour.command_form(moderator, "config content", action="add-quote", campaign=campaign.id)
    words, speaker = tour.text("tour-own-quote"), tour.text("tour-own-speaker")
    values = {"speaker": speaker, "date": "2024-03-08", "sources": "https://example.org/minutes"}
    seen = await tour.fill(moderator, form, text=f"@everyone {words}", **values)
    tour.expect("nothing-lost", tour.says(seen, "own-not-saved"))
    form = await tour.open_form(moderator, seen, tour.text("button-own-mend"))
    await tour.fill(moderator, form, text=words)
    seen = await tour.run(tour.world.first, "quote", campaign=campaign.id, speaker=speaker)
    tour.expect("own-quote", words in seen.words)
    tour.expect("own-mark", tour.says(seen, "own-item"))


async def counting(tour: Transcript) -> None:
    """S14: a threshold is only ever raised, and that is asked first."""
    world, moderator, campaign = tour.world, tour.world.moderator, tour.default
    tour.chapter("counting", count=len(world.others[UNDECIDED]))
    for member in world.others[UNDECIDED]:
        await tour.add(member, campaign)
    await world.pass_time(DAY)
    seen = await tour.run(world.second, "tally", quietly=True, campaign=campaign.id)
    tour.expect("number-is", tour.number(seen) == HIGHER, number=HIGHER)
    seen = await tour.run(moderator, "config tally", campaign=campaign.id, threshold=RAISED)
    await tour.press(moderator, seen, tour.text("button-config-tally-raise"))
    tour.expect("hidden-at-once", tour.number(tour.look(0, quietly=True)) is None)
    seen = await tour.run(moderator, "config tally", campaign=campaign.id, threshold=HIGHER)
    bounds = {"now": RAISED, "most": limits.HIGHEST_THRESHOLD, "step": limits.ROUNDING}
    tour.expect("not-lowered", tour.says(seen, "error-rule-refused", reason="threshold-lower", **bounds))


async def own_campaign(tour: Transcript) -> None:
    """A campaign file of the server's own: looked at first, then applied, then run like any other."""
    world, moderator = tour.world, tour.world.moderator
    content = (resources.files("bot.operations.preview") / OWN_FILE).read_bytes()
    file = tomllib.loads(content.decode())
    tour.chapter("import")
    seen = await tour.run(moderator, "config import", file=(OWN_FILE, content))
    known = await world.app.services.campaigns.available(world.server_id)
    tour.expect("import-asks", file["id"] not in {campaign.id for campaign in known})
    seen = await tour.press(moderator, seen, tour.text("button-own-apply"))
    await tour.press(moderator, seen, tour.text("button-config-start-campaign", campaign=file["name"]))
    panel = await tour.run(world.second, "add", campaign=file["id"])
    tour.expect("own-words", file["panel"]["meaning"] in panel.words)
    tour.expect("own-mark", tour.says(panel, "own-campaign"))
    exported = await tour.file(await tour.run(moderator, "config export", campaign=file["id"]))
    again = await tour.run(moderator, "config import", quietly=True, file=(OWN_FILE, exported))
    tour.expect("export-same", tour.says(again, "own-import-same"))


async def change_log(tour: Transcript) -> None:
    """S11: who changed what and when; never anything that a member did."""
    moderator = tour.world.moderator
    tour.chapter("log")
    seen = await tour.run(moderator, "config log")
    tour.expect("log-moderator", moderator.mention in seen.words, who=moderator.name)
    tour.expect("log-no-member", not any(member.mention in seen.words for member in tour.world.members))


async def erase(tour: Transcript) -> None:
    """S12: after a typed word, nothing of the server is left in the files."""
    world, moderator = tour.world, tour.world.moderator
    ids = (world.server_id, moderator.id)
    message = tour.public()[0]
    tour.chapter("erase")
    seen = await tour.run(moderator, "config erase")
    form = await tour.open_form(moderator, seen, tour.text("button-erase"))
    seen = await tour.fill(moderator, form, word=tour.text("tour-erase-another-word"))
    tour.expect("not-erased", tour.says(seen, "erase-not") and len(tour.on_disk(ids)) == len(ids))
    form = await tour.open_form(moderator, seen, tour.text("button-erase"))
    await tour.fill(moderator, form, word=tour.text("erase-word"))
    tour.expect("message-gone", message.id not in {each.id for each in tour.public()})
    # The bot does this by itself within seconds.
    await world.app.store.checkpoint()
    tour.expect("nothing-left", not tour.on_disk(ids))
