"""What the published rule itself gives away, to whom, and how soon: it is attacked by simulation (S17, S51)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from math import exp, factorial, log2
from random import Random
from statistics import mean, median_low
from typing import Final

from bot.domain import limits
from bot.domain.tally import Publication, Rules, first_publication, publish
from tests.evidence import Figure, Section

NOW: Final = datetime(2026, 3, 8, 12, tzinfo=UTC)
"""Which number is shown does not depend on the time."""
RULES: Final = Rules()
SEED: Final = 2017

NEAR: Final = range(31)
FAR: Final = range(50, 151)
BELOW: Final = "0 to 8 others counted"
LEVELS: Final = {
    BELOW: range(9),
    "9 others counted": range(9, 10),
    "10 to 14 others counted": range(10, 15),
    "15 to 30 others counted": range(15, 31),
    "50 to 150 others counted": FAR,
}
"""By distance to the threshold of 10, which 9 others and one more reach."""
MOVES: Final = (1, 5, 20)
"""Others who join or withdraw between two ticks, on average."""
TICKS: Final = 60_000
"""Simulated for each movement."""

ACCOUNTS: Final = (1, 4, 5, 6, 9, 14)
OTHERS: Final = range(10, 41)
"""How many are counted beside an attacker's accounts."""
POSSIBLE: Final = range(61)
"""How many the attacker thinks possible."""
TRIALS: Final = 300
PATIENCE: Final = 60
"""Ticks after which an attacker gives up."""
NOISE: Final = (0, 1, 2, 5, 20, 50)
"""Others who join or withdraw while an attacker waits for a tick, on average."""
SHARPEST: Final = 9
"""So many accounts are a threshold's worth but one."""


INTRODUCTION: Final = (
    "The rule is the bot's own function, called without the bot, and attacked from three sides. First, by"
    " somebody who knows exactly who else is counted and lacks one member only: at how many ticks does it show"
    " whether that one joined, or withdrew, since the last? Below the threshold at none, whatever others do. At"
    " the threshold often: when ten are counted and one of them withdraws, the number is hidden. Above it a number"
    " in steps of 5 must turn somewhere, at up to one tick in five where many move, and only somebody who knows"
    " all the others can read it. Second, by somebody who controls accounts in a server in which nobody else"
    " moves, who adds and withdraws them before each tick as tells most there, and wants the exact count of"
    " the others. Third, by somebody who has that count and guesses, after one tick, whether a given member joined"
    " who does so in every second case: 50 percent is a blind guess, and telling the exact count is what the rule"
    " is compared with. This is the known limit that SECURITY.md names. Few accounts tell nothing, since no step"
    " below 5 shows. With nearly a threshold's worth of them, where nobody else moves, the count is read to the"
    " one within days, and no rounding ends that; what protects is how many others come and go."
)


def measure() -> Section:
    """Raises `AssertionError` when one member below the threshold changes anything."""
    return Section("What the published rule gives away", INTRODUCTION, (*_shown_by_one(), *_counted(), *_guessed()))


def _shown_by_one() -> Iterable[Figure]:
    for level in LEVELS:
        for counted, did in ((False, "joined"), (True, "withdrew")):
            chances = [chance_to_show(level, moves, TICKS, counted=counted) for moves in MOVES]
            assert level != BELOW or not any(chances), "one member shows below the threshold"
            what = f"ticks at which it shows whether one {did}, {level}, {_listed(MOVES)} others moving"
            yield Figure(what, f"{_listed(f'{100 * chance:.1f}' for chance in chances)} percent")


def _counted() -> Iterable[Figure]:
    for accounts in ACCOUNTS:
        what = f"ticks until the exact count of others who do not move is known, with {accounts} accounts"
        yield Figure(what, _waited(accounts))


def _guessed() -> Iterable[Figure]:
    shares = {
        "only looking": [best_guess(noise, 0) for noise in NOISE],
        f"with {SHARPEST} accounts": [best_guess(noise, SHARPEST) for noise in NOISE],
        "if the bot told the exact count": [right_guesses(noise, lambda moved: moved) for noise in NOISE],
    }
    for how, each in shares.items():
        what = f"right guesses after one tick whether one joined, {how}, {_listed(NOISE)} others moving"
        yield Figure(what, f"{_listed(f'{100 * share:.0f}' for share in each)} percent")


def tick(last: Publication, count: int) -> Publication:
    """The bot's own rule, in a server with enough members."""
    return publish(last, count, RULES, limits.LEAST_MEMBERS, NOW)


def chance_to_show(level: str, moves: float, ticks: int, *, counted: bool) -> float:
    """The share of ticks at which one member, counted before or not, changes what is shown by changing that."""
    chance = Random(SEED)
    band = FAR if LEVELS[level] == FAR else NEAR
    others, last = band[len(band) // 2], first_publication(NOW)
    looked = shows = 0
    for _ in range(ticks):
        others = min(max(others + _poisson(chance, moves / 2) - _poisson(chance, moves / 2), band[0]), band[-1])
        with_them, without = tick(last, others + 1), tick(last, others)
        if others in LEVELS[level]:
            looked += 1
            shows += with_them.number != without.number
        last = with_them if counted else without
    return shows / looked


def ticks_to_count(others: int, accounts: int, chance: Random) -> int | None:
    """After how many ticks the exact count of the others is known; None: not within `PATIENCE`."""
    possible = {count: tick(first_publication(NOW), count) for count in POSSIBLE}
    shown = possible[others].number
    for ticks in range(1, PATIENCE + 1):
        possible = {count: last for count, last in possible.items() if last.number == shown}
        if len(possible) == 1:
            return ticks
        added = max(range(accounts + 1), key=lambda added: (_told(possible, added), chance.random()))
        possible = {count: tick(last, count + added) for count, last in possible.items()}
        shown = possible[others].number
    return None


def _told(possible: Mapping[int, Publication], added: int) -> float:
    """How much the next tick tells, in bits."""
    shown = Counter(tick(last, count + added).number for count, last in possible.items())
    return sum(-many / len(possible) * log2(many / len(possible)) for many in shown.values())


def _waited(accounts: int) -> str:
    chance = Random(SEED)
    waited = [ticks_to_count(chance.choice(OTHERS), accounts, chance) for _ in range(TRIALS)]
    known = [ticks for ticks in waited if ticks is not None]
    share = f"{100 * len(known) / TRIALS:.0f} percent within {PATIENCE}"
    return f"{share}; half of those after {median_low(known)}, the last after {max(known)}" if known else share


def best_guess(noise: float, accounts: int) -> float:
    """The share of right guesses whether a member joined, with the accounts used in the way that tells most."""
    return mean(
        max(
            right_guesses(noise, lambda moved, before=before, now=now, count=count: _shown(count, before, now, moved))
            for before in range(accounts + 1)
            for now in range(accounts + 1)
        )
        for count in range(20, 25)
    )


def _shown(others: int, before: int, now: int, moved: int) -> int | None:
    """With so many accounts added at the last publication and now."""
    last = tick(first_publication(NOW), others + before)
    return tick(last, max(0, others + now + moved)).number


def right_guesses(noise: float, shown: Callable[[int], int | None]) -> float:
    """The same for somebody who sees what is `shown` when the count has moved by so much."""
    either: defaultdict[int | None, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for moved, likely in _movement(noise).items():
        for joined in (0, 1):
            either[shown(moved + joined)][joined] += likely
    return sum(max(each) for each in either.values()) / 2


def _movement(noise: float) -> Mapping[int, float]:
    """How likely others move the count by how much: those who join less those who withdraw."""
    most = range(int(noise) * 2 + 10)
    each = [exp(-noise / 2) * (noise / 2) ** many / factorial(many) for many in most]
    moved: defaultdict[int, float] = defaultdict(float)
    for joined in most:
        for withdrew in most:
            moved[joined - withdrew] += each[joined] * each[withdrew]
    return moved


def _poisson(chance: Random, average: float) -> int:
    """A number of people who do something independently of each other."""
    many, left = 0, chance.random()
    while left > exp(-average):
        many, left = many + 1, left * chance.random()
    return many


def _listed(each: Iterable[object]) -> str:
    return " / ".join(map(str, each))
