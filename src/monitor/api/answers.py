"""What each address answers: rows, and what must be known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from monitor import __version__
from monitor.api.asked import Asked, NotFoundError
from monitor.api.parameters import shown
from monitor.errors import FilterError
from monitor.filters import BUCKETS, Bucket, Cell, Filters, parse_dimensions
from monitor.opening import ask
from monitor.query.arrivals import story_list
from monitor.query.article import read_article
from monitor.query.choices import Choice, choices
from monitor.query.counts import counts
from monitor.query.coverage import sources
from monitor.query.evidence import evidence
from monitor.query.status import status
from monitor.query.totals import Summary, summary
from monitor.report.provenance import PRODUCT, Provenance, citation, filter_values
from monitor.sheets import records
from monitor.view.view import View

MOST_COPIES = 10_000
"""More articles than one story ever had."""


@dataclass(frozen=True, eq=False)
class Answer:
    """The rows of an answer.

    ``says`` is what they are, in a few words; ``page`` and ``view`` are where people see the same. ``more`` is
    what else must be known of them; ``total`` is the length of the whole list where ``rows`` are a page of it.
    """

    rows: pd.DataFrame | Sequence[Mapping[str, Any]]
    says: str
    page: str
    view: View
    more: Mapping[str, Any] = field(default_factory=dict)
    total: int | None = None

    def listed(self) -> Sequence[Mapping[str, Any]]:
        """The rows as plain values; what is missing is None."""
        return records(self.rows) if isinstance(self.rows, pd.DataFrame) else self.rows

    def frame(self) -> pd.DataFrame:
        """The rows as a table."""
        return self.rows if isinstance(self.rows, pd.DataFrame) else pd.DataFrame(list(self.rows))


def count(asked: Asked) -> Answer:
    """The columns and numbers of ``monitor counts``."""
    by = parse_dimensions(asked.word("by"))
    sound = asked.word("sound")
    rows = ask(asked.desk, counts, asked.view.filters, by, sound=sound)
    undated = ask(asked.desk, summary, asked.view.filters).undated if set(by) & set(BUCKETS) else 0
    more = {"by": list(by), "measure": asked.view.filters.measure, "sound": sound, "undated_left_out": undated}
    buckets: list[Bucket] = [bucket for bucket in BUCKETS if bucket in by]
    view = replace(asked.pinned, bucket=buckets[0]) if buckets else asked.pinned
    return Answer(rows, f"Counts by {', '.join(by) or 'nothing'}", _page_of(by), view, more)


def _page_of(by: Sequence[str]) -> str:
    """The page on which people see such an answer."""
    if set(by) & set(BUCKETS):
        return "trends"
    pages = {"actor": "actors", "country": "countries", "source": "sources"}
    return next((page for dimension, page in pages.items() if dimension in by), "overview")


def articles(asked: Asked) -> Answer:
    """The list behind a number: one row per story in the measure stories, else one per article."""
    view = asked.view
    found = ask(
        asked.desk,
        evidence,
        view.filters,
        view.cell,
        sort=view.sort,
        offset=offset(asked),
        limit=limit(asked),
    )
    more = {"counted": found.total, "measure": view.filters.measure, **_paging(asked, found.row_count)}
    return Answer(found.rows, "Articles", "articles", asked.pinned, more, found.row_count)


def stories(asked: Asked) -> Answer:
    """One row per story, with how far it spread."""
    view = asked.view
    found = ask(
        asked.desk,
        story_list,
        view.filters,
        view.cell,
        sort=view.sort,
        offset=offset(asked),
        limit=limit(asked),
    )
    seen = replace(asked.pinned, filters=replace(view.filters, measure="stories"))
    return Answer(found.rows, "Stories", "articles", seen, _paging(asked, found.row_count), found.row_count)


def offset(asked: Asked) -> int:
    """The rows before the page; a link's page counts in pages of the limit.

    Raises:
        FilterError: both are given.
    """
    if {"offset", "page"} <= asked.given.keys():
        raise FilterError("Both offset and page are given, and each says where to begin. Give one of them.")
    return asked.number("offset") or (asked.view.number - 1) * limit(asked)


def limit(asked: Asked) -> int:
    """The rows on a page; a link may bring the length of its own."""
    return asked.number("limit") if "limit" in asked.given else int(asked.view.option("rows"))


def _paging(asked: Asked, total: int) -> dict[str, Any]:
    """Where the page stands in its list, and the address of the next one, pinned so that no row moves."""
    first, length = offset(asked), limit(asked)
    after = first + length
    given = {name: values for name, values in asked.given.items() if name not in ("page", "rows")}
    pinned = {**given, "offset": [str(after)], "limit": [str(length)], "data": [str(asked.pinned.version)]}
    following = asked.address(pinned) if after < total else None
    return {"total": total, "offset": first, "limit": length, "next": following}


def article(asked: Asked) -> Answer:
    """One article with all that is known of it.

    Raises:
        NotFoundError: this data has none of that id.
    """
    key = asked.place["article_id"]
    found = ask(asked.desk, read_article, key)
    if found is None:
        raise NotFoundError(f"There is no article {shown(key)} in data version {asked.pinned.version}.")
    row = asdict(found)
    del row["origin"]  # a place on the server's disk is nobody's business
    return Answer([row], f"Article {key}", "articles", replace(asked.pinned, article=key))


def story(asked: Asked) -> Answer:
    """All articles of one story, the oldest first.

    Raises:
        NotFoundError: this data has none of that id.
    """
    key = asked.place["story_id"]
    everything = Filters(measure="articles")
    found = ask(asked.desk, evidence, everything, Cell(story=key), sort="oldest", limit=MOST_COPIES)
    if not found.row_count:
        raise NotFoundError(f"There is no story {shown(key)} in data version {asked.pinned.version}.")
    view = replace(asked.pinned, filters=everything, cell=Cell(story=key), sort="oldest")
    return Answer(found.rows, f"Story {key}", "articles", view, {"total": found.row_count})


def list_sources(asked: Asked) -> Answer:
    """Every source that passes, with its span and its gaps."""
    return Answer(ask(asked.desk, sources, asked.view.filters), "Sources", "sources", asked.pinned)


def list_actors(asked: Asked) -> Answer:
    """Every actor that a filter can name."""
    rows = _with_names(ask(asked.desk, choices).actors, asked.names.actors, "actor")
    return Answer(rows, "Actors", "dictionary", asked.pinned)


def list_countries(asked: Asked) -> Answer:
    """Every country that a filter can name, with the articles that mention it and those published there."""
    found = ask(asked.desk, choices)
    published = {choice.value: choice.articles for choice in found.publishing_countries}
    known = {**{key: key for key in published}, **asked.names.countries}
    rows = _with_names(found.countries, known, "country")
    rows["published"] = [published.get(key, 0) for key in rows["country"]]
    return Answer(rows, "Countries", "countries", asked.pinned)


def _with_names(found: Sequence[Choice], names: Mapping[str, str], key: str) -> pd.DataFrame:
    """Id, name and number of articles, the most frequent first; whom nobody names follows, by name."""
    seen = [(choice.value, names.get(choice.value, choice.value), choice.articles) for choice in found]
    silent = names.keys() - {choice.value for choice in found}
    rows = [*seen, *sorted(((value, names[value], 0) for value in silent), key=lambda row: (row[1], row[0]))]
    return pd.DataFrame(rows, columns=[key, "name", "articles"])


def tell_status(asked: Asked) -> Answer:
    """What the store holds, in numbers; files on the server's disk are for ``monitor status`` alone."""
    held = {
        name: value for name, value in ask(asked.desk, status).items() if name not in ("store", "quarantine")
    }
    return Answer([held], "Status", "overview", asked.pinned)


def meta(asked: Asked, answer: Answer, unused: Sequence[str], now: datetime) -> dict[str, Any]:
    """What stands beside the rows: what they count, of what, and how to come back to them.

    Args:
        asked: the question.
        answer: the rows.
        unused: parameters that were understood and change nothing here.
        now: the instant of the answer.
    """
    snapshot = asked.desk.snapshot
    filters = asked.view.filters
    link = asked.page_link(answer.page, answer.view)
    invented = bool(snapshot.detail.get("demo"))
    source = Provenance(
        page=answer.page,
        view=answer.view,
        link=link,
        link_problem="",
        version=snapshot.number,
        written=snapshot.at,
        dictionary=snapshot.dictionary,
        time_zone=snapshot.time_zone,
        invented=invented,
    )
    whole = ask(asked.desk, summary, filters.without_entities())
    return {
        **answer.more,
        "filters": filter_values(filters),
        "denominator": asdict(whole),
        "unused": list(unused),
        "data_version": snapshot.number,
        "data_written": snapshot.at.isoformat(timespec="seconds"),
        "dictionary_version": snapshot.dictionary,
        "time_zone": snapshot.time_zone,
        "invented": invented,
        "made_with": f"{PRODUCT} {__version__}",
        "generated_at": now.isoformat(timespec="seconds"),
        "self": asked.whole(),
        "link": link,
        "citation": citation(answer.says, _of(whole, filters), source, now),
    }


def _of(whole: Summary, filters: Filters) -> str:
    """``of 1,204 stories from 14 sources, 2026-03-01 to 2026-05-31``."""
    number = getattr(whole, filters.measure)
    days = [str(day) for day in (filters.start or whole.first_day, filters.end or whole.last_day) if day]
    return ", ".join([f"of {number:,} {filters.measure} from {whole.sources:,} sources", " to ".join(days)])


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)
