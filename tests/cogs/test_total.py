"""S21: the total across servers, as members of one of them see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from moderating import config, told
from simulated_server import World, posts, shown, words

from bot.domain import limits
from bot.domain.server import Edit
from bot.domain.tally import Publication, Rules, State, TallyId

IN_ALL = "In all servers of this bot that take part in the total"
ELSEWHERE = {501: 20, 502: 35, 503: 100}


async def publish(world: World, server_id: int, number: int | None, campaign: str = "metoo") -> None:
    """Another server of this host, which takes part and shows this number."""
    tally, edit = TallyId(server_id, campaign), Edit(1, world.clock())
    await world.app.store.change_state(tally, {None}, State.RUNNING, edit)
    await world.app.store.set_total(server_id, total=True, edit=edit)
    last = await world.app.store.tally(tally)
    assert last is not None
    made = Publication(world.clock(), number or 0, number)
    assert await world.app.store.tick(tally, last.publication, lambda last, rules, exact: made) is not None


async def take_part(world: World, count: int = 12) -> None:
    """This server shows a number, and takes part."""
    await world.add(count)
    await world.tick()
    await config(world, "sharing", total="on")


async def seen(world: World) -> str:
    """What a member reads of the total; empty when there is none."""
    said = words(await world.members[0].slash(world.channel, "tally"))
    return next((line for line in said.splitlines() if IN_ALL in line), "")


async def test_s21_two_servers_show_no_total_and_three_do(world: World) -> None:
    await take_part(world)
    assert not await seen(world)
    await publish(world, 501, 20)
    assert not await seen(world)
    await publish(world, 502, 35)
    assert "at least **65**" in await seen(world)


async def test_s21_a_server_that_does_not_take_part_sees_none_and_is_not_in_it(world: World) -> None:
    await take_part(world)
    for server_id, number in ELSEWHERE.items():
        await publish(world, server_id, number)
    assert "**165**" in await seen(world)

    await config(world, "sharing", total="off")
    assert not await seen(world)
    campaign = world.app.services.campaigns.catalogue.get("metoo")
    assert await world.app.services.tallies.total(501, campaign) == 155


async def test_s21_no_server_takes_part_before_its_moderators_choose_to(world: World) -> None:
    await world.add(12)
    await world.tick()
    for server_id, number in ELSEWHERE.items():
        await publish(world, server_id, number)

    assert "**10**" in words(await world.members[0].slash(world.channel, "tally"))
    assert not await seen(world)
    assert await world.app.services.tallies.total(501, world.app.services.campaigns.catalogue.get("metoo")) == 155


async def paused(world: World) -> None:
    await world.app.store.change_state(TallyId(503, "metoo"), {State.RUNNING}, State.PAUSED, Edit(1, world.clock()))


async def below_its_threshold(world: World) -> None:
    await world.app.store.set_rules(TallyId(503, "metoo"), Rules(105), Edit(1, world.clock()))


async def bot_removed(world: World) -> None:
    await world.app.store.left(503, world.clock())


async def erased(world: World) -> None:
    await world.app.store.erase(503)


async def opted_out(world: World) -> None:
    await world.app.store.set_total(503, total=False, edit=Edit(1, world.clock()))


async def number_hidden_at_a_tick(world: World) -> None:
    await publish(world, 503, None)


@pytest.mark.parametrize("gone", [paused, below_its_threshold, bot_removed, erased, opted_out, number_hidden_at_a_tick])
async def test_s21_a_server_that_shows_nothing_is_not_in_it(
    world: World, gone: Callable[[World], Awaitable[None]]
) -> None:
    await take_part(world)
    for server_id, number in ELSEWHERE.items():
        await publish(world, server_id, number)

    await gone(world)

    assert "**65**" in await seen(world)
    await world.app.store.erase(502)
    assert not await seen(world), "two are too few again"


async def test_s21_it_changes_only_through_what_is_published(world: World) -> None:
    await take_part(world)
    for server_id, number in ELSEWHERE.items():
        await publish(world, server_id, number)
    before = await seen(world)

    for number in range(30):
        await world.app.services.tallies.add(501, "metoo", number)
    await world.add(40)
    assert await seen(world) == before

    world.clock.advance(hours=24)
    await publish(world, 501, 30)
    assert "**175**" in await seen(world)


async def test_s21_campaigns_have_totals_of_their_own(world: World) -> None:
    await take_part(world)
    for server_id, number in ELSEWHERE.items():
        await publish(world, server_id, number, "16days")

    assert not await seen(world)


async def test_s21_a_campaign_of_a_servers_own_has_no_total(world: World) -> None:
    await take_part(world)
    for server_id, number in ELSEWHERE.items():
        await publish(world, server_id, number)
    tallies, campaign = world.app.services.tallies, world.app.services.campaigns.catalogue.get("metoo")

    assert await tallies.total(world.guild.id, campaign) == 165
    assert await tallies.total(world.guild.id, replace(campaign, own=True)) is None


async def test_s46_no_total_where_the_campaign_is_paused(world: World) -> None:
    await take_part(world)
    for server_id, number in ELSEWHERE.items():
        await publish(world, server_id, number)
    await config(world, "campaign", action="pause")

    assert not await seen(world)


async def test_s21_the_total_is_private_and_not_in_what_is_posted(world: World) -> None:
    await config(world, "post")
    await take_part(world)
    for server_id, number in ELSEWHERE.items():
        await publish(world, server_id, number)
    asked = await world.members[0].slash(world.channel, "tally")
    assert asked.ephemeral
    await world.members[0].click(asked.response, label="Share here")

    assert len(posts(world)) == 2
    for post in posts(world):
        assert IN_ALL not in shown(post)
        assert "165" not in shown(post)


async def test_s21_taking_part_is_explained_before_it_is_chosen(world: World) -> None:
    said = await told(world, "sharing")

    assert f"at least {limits.LEAST_SERVERS_IN_TOTAL}" in said
    assert "others can work out this server's published number" in said
