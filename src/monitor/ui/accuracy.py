"""How good the numbers are: what was measured, how sure the models are, and why they fail where they do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
import pandas as pd
import yaml

from monitor.filters import Filters
from monitor.settings import DATA
from monitor.ui.panel import Column, Panel, draw

PAGE = "methods"
MEASURED = DATA / "measured.json"
MISTAKES = DATA / "mistakes"


def accuracy(filters: Filters) -> None:
    """The figures that ``python -m benchmarks.quality`` measured on texts that people have labelled."""
    found = measured()
    rows = pd.DataFrame([_figure(figure) for figure in found["figures"]])
    draw(
        Panel(
            name="accuracy",
            title="How often it is right",
            page=PAGE,
            rows=rows,
            columns={
                "what": Column("What", width=230),
                "reached": Column("Reached", width=300),
                "n": Column("n", "number"),
                "unit": Column("of", width="small"),
                "labelled": Column("Measured on", width="large"),
                "plain": Column("A plain method", width="medium"),
                "remark": Column("Remark", width="medium"),
            },
            cells=[None] * len(rows),
            said=f"Measured with version {found['version']} on {found['day']} by “{found['command']}”, on "
            "development texts that people have labelled; the rules were tuned with some of them in view. "
            "Precision: how many of the found are right. Recall: how many of the right are found. F1: both in "
            "one. 1 is perfect.",
            filters=filters,
            alt="Measured accuracy",
        )
    )


def reliability(filters: Filters) -> None:
    """How far the stance models can be believed when they say how sure they are."""
    rows = pd.DataFrame(
        [
            {"what": figure["what"], "labelled": figure["labelled"], **step}
            for figure in measured()["figures"]
            for step in figure["reliability"]
        ]
    )
    draw(
        Panel(
            name="reliability",
            title="How sure the stance models are",
            page=PAGE,
            rows=rows,
            columns={
                "what": Column("What", width="medium"),
                "said": Column("As sure as", "percent"),
                "right": Column("Was right", "percent"),
                "n": Column("Targets", "number"),
                "labelled": Column("Measured on", width="large"),
            },
            cells=[None] * len(rows),
            said="Each row holds the targets of which a model was about equally sure to be right. Where both "
            "shares agree, it can be taken at its word. Below 35 % the label is neutral.",
            filters=filters,
            alt="Reliability of the stance models",
        )
    )


def mistakes(filters: Filters) -> None:
    """Why the wrong ones are wrong: random mistakes that a person has read, by their cause."""
    rows = pd.DataFrame(
        [
            {"what": one["what"], **cause, "read": f"{one['read']:,} of {one['of']:,}"}
            for one in read_mistakes()
            for cause in one["causes"]
        ]
    )
    draw(
        Panel(
            name="mistakes",
            title="Why it is wrong where it is wrong",
            page=PAGE,
            rows=rows,
            columns={
                "what": Column("What", width="medium"),
                "cause": Column("Cause", width="large"),
                "count": Column("Mistakes", "number"),
                "read": Column("Read", width="small"),
                "example": Column("Of this kind", width="large"),
            },
            cells=[None] * len(rows),
            said="Random mistakes on the texts above, read one by one and grouped by what led to them. Labels "
            "can be wrong, too. The examples are invented.",
            filters=filters,
            alt="Mistakes by their cause",
        )
    )


@cache
def read_mistakes() -> list[dict[str, Any]]:
    """The mistakes that were read, by measure: ``what``, ``read``, ``of``, and ``causes`` with their counts."""
    return [yaml.safe_load(file.read_text("utf-8")) for file in sorted(MISTAKES.glob("*.yaml"))]


@cache
def measured() -> dict[str, Any]:
    """The figures that come with this version; made by ``python -m benchmarks.quality --write``."""
    found: dict[str, Any] = orjson.loads(MEASURED.read_bytes())
    return found


def _figure(figure: Mapping[str, Any]) -> dict[str, Any]:
    plain = f"{_scores(figure['plain'])} ({figure['plain_method']})" if figure["plain"] else ""
    kept = {name: figure[name] for name in ("what", "labelled", "n", "unit")}
    return {**kept, "reached": _scores(figure["scores"]), "plain": plain, "remark": figure["remark"]}


def _scores(scores: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in scores.items())
