"""Do the intervals hold what they promise? Invented news whose truth is planted, over and over.

Numbers as in the news: 10 to 1,000 stories in a period, on days that are busy or quiet, most of them printed
once and some of them fifty times, tones that are often exactly 0 and otherwise lean to one side. An interval of
95 % must hold the truth in 93 to 97 % of the worlds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.quality.figure import Figure
from monitor.trends.association import expected, ratio_interval, too_few
from monitor.trends.changes import FALSE_DISCOVERIES, discoveries, mean_difference, share_chance
from monitor.trends.compare import difference_of_shares
from monitor.trends.intervals import FEW, LEVEL, mean_interval, share_interval

WORLDS = 4_000
FEWEST, MOST = 10, 1_000
"""Stories in a period."""
SIZES = ((10, 30), (30, 100), (100, 1_001))
"""Kinds of worlds by their stories; coverage is told for each, so that good ones can't hide bad ones."""
MANY = 100
"""Actors whose change is looked at together."""
CHANGED = 0.2
"""The part of them that did change, in half of the worlds."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Generator = np.random.Generator
Bools = npt.NDArray[np.bool_]
Ends = tuple[Floats, Floats]


def intervals(corpora: Path) -> Iterator[Figure]:
    """The coverage of each interval that the pages show, and how many reported changes are chance."""
    del corpora  # the worlds are invented
    yield shares(np.random.default_rng(1), WORLDS)
    yield tones(np.random.default_rng(2), WORLDS)
    yield differences(np.random.default_rng(3), WORLDS)
    yield paired_differences(np.random.default_rng(4), WORLDS)
    yield ratios(np.random.default_rng(5), WORLDS)
    yield false_discoveries(np.random.default_rng(6), WORLDS // 20)


def shares(random: Generator, worlds: int) -> Figure:
    """The share of stories that name an actor, whose chance to be named differs from day to day."""
    n, count, truth, copies = (np.empty(worlds) for _ in range(4))
    articles = np.empty(worlds)
    for world, stories in enumerate(_sizes(random, worlds)):
        chance = _daily_chances(random, int(stories), _chance(random))
        named = random.random(len(chance)) < chance
        prints = _prints(random, len(chance))
        n[world], count[world], truth[world] = len(chance), named.sum(), chance.mean()
        articles[world], copies[world] = prints.sum(), prints[named].sum()
    plain = share_interval(copies, articles)
    return _coverage("share", "of a share", n, truth, share_interval(count, n), plain)


def tones(random: Generator, worlds: int) -> Figure:
    """The mean tone of stories, each of which is read in all of its copies."""
    n, mean, sd, truth, articles, mean_of_articles, sd_of_articles = (np.empty(worlds) for _ in range(7))
    for world, stories in enumerate(_sizes(random, worlds)):
        tone, truth[world] = _story_tones(random, int(stories))
        prints = _prints(random, len(tone))
        copies = np.repeat(tone, prints) + random.normal(0, 0.05, prints.sum())
        told = np.add.reduceat(copies, np.concatenate([[0], np.cumsum(prints)[:-1]])) / prints
        n[world], mean[world], sd[world] = len(told), told.mean(), told.std(ddof=1)
        articles[world], mean_of_articles[world], sd_of_articles[world] = (
            len(copies),
            copies.mean(),
            copies.std(ddof=1),
        )
    plain = mean_interval(mean_of_articles, sd_of_articles, articles)
    return _coverage("tone", "of a mean tone", n, truth, mean_interval(mean, sd, n), plain)


def differences(random: Generator, worlds: int) -> Figure:
    """Two shares of different stories: a period and the one before."""
    n, before = _sizes(random, worlds), _sizes(random, worlds)
    chance = _chance(random, worlds)
    chance_before = np.clip(chance * np.exp(random.normal(0, 0.5, worlds)), 0.005, 0.9)
    count, count_before = random.binomial(n, chance), random.binomial(before, chance_before)
    _, low, high = difference_of_shares(count, n, count_before, before)
    plain = _walds(count / n, n, count_before / before, before)
    return _coverage(
        "difference",
        "of a difference of shares",
        np.minimum(n, before),
        chance - chance_before,
        (low, high),
        plain,
    )


def paired_differences(random: Generator, worlds: int) -> Figure:
    """The shares of two actors in the same stories, which name both more or less often than by chance."""
    n = _sizes(random, worlds)
    cells = _together(random, worlds)
    both, left, right, _ = np.array([random.multinomial(k, cell) for k, cell in zip(n, cells, strict=True)]).T
    one, two = both + left, both + right
    _, low, high = difference_of_shares(one, n, two, n, both=both, left_shared=one, right_shared=two, shared=n)
    plain = _walds(one / n, n, two / n, n)
    return _coverage(
        "paired",
        "of a difference of shares in the same stories",
        n,
        cells[:, 1] - cells[:, 2],
        (low, high),
        plain,
    )


def ratios(random: Generator, worlds: int) -> Figure:
    """How many times as often as by chance two actors are named together, where each is named at all.

    ``judged`` are the pairs with ten stories found or expected, of which the pages say that they are sure.
    """
    n = _sizes(random, worlds)
    cells = _together(random, worlds)
    both, left, right, _ = np.array([random.multinomial(k, cell) for k, cell in zip(n, cells, strict=True)]).T
    one, two = both + left, both + right
    truth = cells[:, 0] / ((cells[:, 0] + cells[:, 1]) * (cells[:, 0] + cells[:, 2]))
    there = (one > 0) & (two > 0)
    both, one, two, n, truth = both[there], one[there], two[there], n[there], truth[there]
    found, half = both * n / (one * two), np.exp(1.96 / np.sqrt(np.maximum(both, 1)))
    ends = ratio_interval(both, one, two, n)
    figure = _coverage(
        "ratio", "of how often two are named together", n, truth, ends, (found / half, found * half)
    )
    judged = ~too_few(both, expected(one, two, n))
    figure.scores["judged"] = float(_held(truth, ends)[judged].mean())
    return figure


def false_discoveries(random: Generator, worlds: int) -> Figure:
    """Many actors, of which nobody changed, or a fifth: what part of the reported changes is chance."""
    parts: dict[str, list[float]] = defaultdict(list)
    alone = []
    for _ in range(worlds):
        for changed, world in ((0.0, "nobody changed"), (CHANGED, "some changed")):
            for what, (moved, chances) in (
                ("share", _changes_of_share(random, changed)),
                ("tone", _changes_of_tone(random, changed)),
            ):
                reported = discoveries(chances)
                parts[f"{what}, {world}"].append(_false_part(moved, reported))
                if changed:
                    parts[f"{what}, found"].append(float(reported[moved].mean()))
                elif what == "share":
                    alone.append(_false_part(moved, chances < 1 - LEVEL))
    chance = {name: float(np.mean(values)) for name, values in parts.items()}
    return Figure(
        "intervals discoveries",
        f"Reported changes: {1 - FALSE_DISCOVERIES:.0%} are no chance",
        "invented news with planted changes",
        4 * worlds,
        "worlds",
        {name: part if name.endswith("found") else 1 - part for name, part in sorted(chance.items())},
        {"share, nobody changed": 1 - float(np.mean(alone))},
        "each change at 5 % by itself",
    )


def _false_part(moved: Bools, reported: Bools) -> float:
    """Of the reported changes, the part that is chance; 0 where nothing is reported."""
    return float((reported & ~moved).sum() / max(reported.sum(), 1))


def _changes_of_share(random: Generator, changed: float) -> tuple[Bools, Floats]:
    """Who changed, and how likely each found change is by chance; as on the pages, few are not judged."""
    total, total_before = (int(size) for size in random.integers(200, MOST, 2))
    chance, moved = _chance(random, MANY), random.random(MANY) < changed
    chance_before = np.where(moved, np.clip(chance * random.choice([0.4, 2.5], MANY), 0.002, 0.95), chance)
    count, before = random.binomial(total, chance), random.binomial(total_before, chance_before)
    return moved, np.where(count + before >= FEW, share_chance(count, total, before, total_before), np.nan)


def _changes_of_tone(random: Generator, changed: float) -> tuple[Bools, Floats]:
    """The same of mean tones."""
    moved = random.random(MANY) < changed
    now = _sound(random, _stories_with_tone(random), np.zeros(MANY))
    before = _sound(random, _stories_with_tone(random), np.where(moved, 0.3, 0.0))
    return moved, mean_difference(*now, *before)[2]


def _stories_with_tone(random: Generator) -> Ints:
    return np.asarray(np.exp(random.uniform(np.log(FEW), np.log(200), MANY)).astype(np.int64))


def _sound(random: Generator, n: Ints, shift: Floats) -> tuple[Floats, Floats, Ints]:
    """Mean, spread and number of the story tones of each actor."""
    drawn = [_story_tones(random, int(k), leaning=1)[0] + by for k, by in zip(n, shift, strict=True)]
    return np.array([tone.mean() for tone in drawn]), np.array([tone.std(ddof=1) for tone in drawn]), n


def _sizes(random: Generator, worlds: int) -> Ints:
    """Numbers of stories, small ones as common as large ones."""
    return np.exp(random.uniform(np.log(FEWEST), np.log(MOST + 1), worlds)).astype(np.int64)


def _chance(random: Generator, size: int | None = None) -> Floats:
    """How often an actor is named: seldom, mostly."""
    return np.asarray(0.02 + 0.6 * random.beta(1.0, 3.0, size))


def _daily_chances(random: Generator, stories: int, chance: Floats) -> Floats:
    """The chance of each story to name the actor: stories lie on days, and days have their topics."""
    days = max(1, stories // 8)
    busy = random.gamma(2.0, size=days)
    topical = random.beta(8 * chance, 8 * (1 - chance), days)
    return np.asarray(topical[random.choice(days, stories, p=busy / busy.sum())])


def _prints(random: Generator, stories: int) -> Ints:
    """How many articles each story has."""
    return np.minimum(random.zipf(2.2, stories), 50)


_LEANINGS = ((5.0, 3.0), (4.0, 6.0), (2.0, 5.0))
"""Shapes of the tones that are not 0, from −1 to 1: friendly, grave, very grave and skewed."""


def _story_tones(random: Generator, stories: int, leaning: int | None = None) -> tuple[Floats, float]:
    """A tone for each story, and the mean that they are drawn around."""
    a, b = _LEANINGS[int(random.integers(len(_LEANINGS))) if leaning is None else leaning]
    neutral = 0.25
    tone = np.where(random.random(stories) < neutral, 0.0, 2 * random.beta(a, b, stories) - 1)
    return tone, (1 - neutral) * (2 * a / (a + b) - 1)


def _together(random: Generator, worlds: int) -> Floats:
    """The chances that a story names both of two actors, only the one, only the other, and neither.

    The two hang together by an odds ratio around 1 (R. L. Plackett (1965), JASA 60 (310), 516–522).
    """
    one, two = _chance(random, worlds), _chance(random, worlds)
    odds = np.exp(random.normal(0, 0.7, worlds))
    total = 1 + (one + two) * (odds - 1)
    both = (total - np.sqrt(total**2 - 4 * odds * (odds - 1) * one * two)) / (2 * (odds - 1))
    return np.stack([both, one - both, two - both, 1 - one - two + both], axis=1)


def _walds(left: Floats, left_total: Ints, right: Floats, right_total: Ints) -> Ends:
    half = 1.96 * np.sqrt(left * (1 - left) / left_total + right * (1 - right) / right_total)
    return left - right - half, left - right + half


def _coverage(key: str, what: str, n: npt.ArrayLike, truth: Floats, ends: Ends, plain: Ends) -> Figure:
    held, stories = _held(truth, ends), np.asarray(n)
    return Figure(
        f"intervals {key}",
        f"95 % interval {what}: holds the truth",
        "invented news with planted truth",
        len(held),
        "worlds",
        {"all": float(held.mean())}
        | {
            f"{low}–{high - 1} stories": float(held[inside].mean())
            for low, high in SIZES
            if (inside := (stories >= low) & (stories < high)).any()
        },
        {"all": float(_held(truth, plain).mean())},
        _PLAIN[key],
    )


_PLAIN = {
    "share": "the same, counting articles",
    "tone": "the same, counting articles",
    "difference": "Wald's interval",
    "paired": "Wald's interval of shares that have nothing to do with each other",
    "ratio": "a Poisson number in common",
}


def _held(truth: Floats, ends: Ends) -> Bools:
    return np.asarray((ends[0] <= truth) & (truth <= ends[1]))
