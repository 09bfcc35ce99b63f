"""What a measure of speed is given, and what it gives back."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from monitor.errors import MonitorError


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and how large to measure.

    ``folder`` keeps generated articles and stores between runs, so that a second run only measures;
    ``corpora`` is the folder of real articles, needed by the measures that say so; ``articles`` the size of the
    largest store; ``rounds`` how often each side has its turn.
    """

    folder: Path
    corpora: Path
    articles: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of one run.

    ``key`` names it, ``measure`` the module, ``what`` says in words for a table what was measured; ``value`` is
    in ``unit`` ("×" for a ratio), ``low`` and ``high`` are the least and the most of the rounds; ``budget`` is
    what it should be, e.g. ``≥ 10``, or empty; ``remark`` what a reader must know; ``articles`` the size it was
    measured at, 0 where that says nothing.
    """

    key: str
    measure: str
    what: str
    value: float
    unit: str
    low: float
    high: float
    budget: str = ""
    remark: str = ""
    articles: int = 0

    def within(self) -> bool | None:
        """Whether the budget is met; None without one.

        Raises:
            MonitorError: a budget that is not ``≥`` or ``≤`` and a number.
        """
        if not self.budget:
            return None
        sign, _, number = self.budget.partition(" ")
        if sign not in ("≥", "≤"):
            raise MonitorError(
                f"The budget {self.budget!r} of {self.key} can't be read. Write ≥ or ≤, a space, a number."
            )
        limit = float(number.replace(",", ""))
        return self.value >= limit if sign == "≥" else self.value <= limit


def turns(
    sides: Sequence[Callable[[], object]], rounds: int, clock: Callable[[], float] = time.process_time
) -> list[list[float]]:
    """How long each side took in each round, in seconds of ``clock``; every second round the other way round.

    Turns put both sides into the same weather: a machine that is busy for a while slows all of them.
    """
    took: list[list[float]] = [[] for _ in sides]
    for number in range(rounds):
        order = range(len(sides)) if number % 2 == 0 else reversed(range(len(sides)))
        for side in order:
            began = clock()
            sides[side]()
            took[side].append(clock() - began)
    return took


def ratio(above: Sequence[float], below: Sequence[float]) -> tuple[float, float, float]:
    """The median of the rounds' own ratios, the least and the most of them."""
    each = [one / other for one, other in zip(above, below, strict=True)]
    return median(each), min(each), max(each)


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that ``share`` (0…1) of the values don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def machine() -> dict[str, str | int | float]:
    """What a reader must know of the machine: cores, memory in GB, system, Python."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
