"""Where numbers come from, so that a file far from home still says it: filters, version, link, citation."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from monitor import __version__
from monitor.filters import Filters
from monitor.sheets import to_json
from monitor.view.view import View

PRODUCT = "Media Monitor"


@dataclass(frozen=True, slots=True)
class Provenance:
    """The data behind a page, and the way back to it.

    ``page`` is its name in the address, ``view`` what it shows with its data version pinned, ``link`` the
    address of that, empty where ``link_problem`` says why there is none. ``version`` is the number of the
    snapshot, ``written`` the instant of its commit, ``dictionary`` the version of the actors and countries
    files, ``invented`` true for demonstration data.
    """

    page: str
    view: View
    link: str
    link_problem: str
    version: int
    written: datetime
    dictionary: str
    time_zone: str
    invented: bool = False


def citation(title: str, denominator: str, source: Provenance, made: datetime) -> str:
    """How a chart, a table or a report is cited.

    Args:
        title: what it is called, with the chosen actors and countries.
        denominator: what it counts of, as ``of 1,204 stories from 14 sources, 1 Mar – 31 May 2026``.
        source: where it comes from.
        made: when it was taken away.
    """
    parts = [f"{PRODUCT}, “{title}”"]
    parts += [denominator] if denominator else []
    parts += ["invented news"] if source.invented else []
    parts += [f"data version {source.version}"]
    parts += [source.link] if source.link else []
    return ", ".join([*parts, f"accessed {made.date().isoformat()}"])


def metadata(
    title: str,
    says: str,
    denominator: str,
    filters: Filters,
    source: Provenance,
    made: datetime,
    *,
    columns: Sequence[dict[str, str]] = (),
    notes: Sequence[str] = (),
    cite_as: str = "",
) -> dict[str, Any]:
    """What a file is about, fit for JSON.

    Args:
        title: what it is called.
        says: the sentence under it.
        denominator: what its shares are shares of.
        filters: those it was counted with.
        source: where it comes from.
        made: when it was taken away (UTC).
        columns: see :func:`monitor.report.columns.described`.
        notes: remarks on the method.
        cite_as: its title in the citation, if that says more than ``title``.
    """
    return {
        "title": title,
        "counts": says,
        "denominator": denominator,
        "page": source.page,
        "filters": filter_values(filters),
        "choices": {
            "bucket": source.view.bucket or "auto",
            "scale": source.view.scale,
            **{name: list(values) for name, values in source.view.options},
        },
        "link": source.link or None,
        **({"link_missing_because": source.link_problem} if source.link_problem else {}),
        "data_version": source.version,
        "data_written": source.written.isoformat(timespec="seconds"),
        "dictionary_version": source.dictionary,
        "time_zone": source.time_zone,
        "invented": source.invented,
        "made_with": f"{PRODUCT} {__version__}",
        "made_at": made.isoformat(timespec="seconds"),
        "columns": list(columns),
        "notes": list(notes),
        "citation": citation(cite_as or title, denominator, source, made),
    }


def filter_values(filters: Filters) -> dict[str, Any]:
    """The filters by their names, days as ``2026-03-01``; what is not filtered is null or an empty list."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in asdict(filters).items()
    }


def json_with(rows: pd.DataFrame, about: dict[str, Any]) -> str:
    """Rows as a JSON object ``{"metadata": …, "rows": […]}``."""
    return f'{{"metadata": {json.dumps(about, ensure_ascii=False, indent=2)},\n"rows": {to_json(rows)}}}\n'


def file_name(page: str, name: str, filters: Filters) -> str:
    """The name of a file without its ending: page, panel, period, as ``trends_tone_2026-03-01_2026-05-31``."""
    start, end = filters.start, filters.end
    if start and end:
        days = f"{start}_{end}"
    else:
        days = f"since-{start}" if start else f"until-{end}" if end else "all-days"
    return re.sub(r"[^a-z0-9_-]+", "-", f"{page}_{name.removeprefix(f'{page}_')}_{days}".lower())
