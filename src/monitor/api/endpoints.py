"""The addresses: one table, from which routes, their description and its page are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.api import ROOT as ROOT
from monitor.api import answers
from monitor.api.answers import Answer
from monitor.api.asked import Asked
from monitor.api.parameters import (
    BY,
    CELL,
    CHOICES,
    FEED,
    FILTERS,
    FORMAT,
    PACKED,
    PAGE,
    ROWS,
    SORT,
    VERSION,
    Parameter,
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address.

    ``path`` stands behind :data:`ROOT`. ``own`` are parameters that no page has, ``used`` those of page links
    that change the answer, ``idle`` those that are understood and don't. ``answer`` makes the rows; an address
    without one is written by itself. ``tables`` says that the rows can be had as CSV. ``example`` is a query
    that works in any store; an address with a value in its path has none.
    """

    path: str
    title: str
    description: str
    answer: Callable[[Asked], Answer] | None
    own: tuple[Parameter, ...] = ()
    used: tuple[Parameter, ...] = ()
    idle: tuple[Parameter, ...] = ()
    tables: bool = True
    place: Parameter | None = None
    examples: tuple[str, ...] = ("",)

    @property
    def name(self) -> str:
        """What it is called in code and file names: ``counts``, ``articles_by_id``."""
        first, _, rest = self.path.strip("/").partition("/")
        return f"{first}_by_id" if rest else first.partition(".")[0]

    @property
    def shared(self) -> tuple[Parameter, ...]:
        """The parameters of page links that may stand here."""
        return self.used + self.idle

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All of them, in the order in which they are described."""
        place = (self.place,) if self.place else ()
        return (*place, *self.own, *self.shared)


_NUMBERED = next(parameter for parameter in PAGE if parameter.name == "page")
_LIST = tuple(parameter for parameter in PAGE if parameter is not _NUMBERED)
_PAGED = (_NUMBERED, *ROWS)
_MEASURE = tuple(parameter for parameter in FILTERS if parameter.name == "measure")
_WHICH = tuple(parameter for parameter in FILTERS if parameter.name != "measure")
_DATA = (*VERSION, *PACKED)

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "/counts",
        "How much, and in what tone",
        "The columns and numbers of `monitor counts`: the dimensions asked for, then count, total, share, "
        "tone, tone_low, tone_high and tone_n. `total` is the same measure over everything that passes "
        "without the choice of actors and countries; the interval of the tone is 95 %, over stories.",
        answers.count,
        own=(*BY, *FORMAT),
        used=(*FILTERS, *_DATA),
        idle=(*SORT, *_PAGED, *CHOICES),
        examples=("by=actor", "by=country,month&measure=articles", "by=source&format=csv"),
    ),
    Endpoint(
        "/articles",
        "The articles behind a number",
        "Exactly the articles that are counted under these filters, or in one mark of a chart (in_…). In the "
        "measure stories, which is the default, a row is a story: its earliest counted article. With "
        "measure=articles every article is a row, with measure=mentions every article with a mention. "
        "`meta.counted` is the number that the pages show, `meta.next` the address of the next rows.",
        answers.articles,
        own=(*_LIST, *FORMAT),
        used=(*FILTERS, *CELL, *SORT, *_PAGED, *_DATA),
        idle=CHOICES,
        examples=("limit=10", "measure=articles&sort=most%20negative&limit=5", "format=csv"),
    ),
    Endpoint(
        "/articles/{article_id}",
        "One article",
        "Title, text, its sentences with their tone, its mentions, what was cut from it and why, its copies "
        "and its earlier versions. Offsets are characters of the text, or of the title for mentions in it.",
        answers.article,
        used=_DATA,
        tables=False,
        place=Parameter("article_id", "Id of an article, as /api/v1/articles gives it.", in_path=True),
        examples=(),
    ),
    Endpoint(
        "/stories",
        "Stories, and how far they spread",
        "One row per story, whatever the measure: its earliest counted article, with `copies` (its counted "
        "articles), `sources` (how many printed one) and `arrived_at` (when the first one was loaded).",
        answers.stories,
        own=(*_LIST, *FORMAT),
        used=(*_WHICH, *CELL, *SORT, *_PAGED, *_DATA),
        idle=(*_MEASURE, *CHOICES),
        examples=("sort=most%20copies&limit=10",),
    ),
    Endpoint(
        "/stories/{story_id}",
        "One story",
        "All its articles, the oldest first, whatever filters would let through.",
        answers.story,
        own=FORMAT,
        used=_DATA,
        place=Parameter("story_id", "Id of a story, as /api/v1/stories gives it.", in_path=True),
        examples=(),
    ),
    Endpoint(
        "/sources",
        "Sources and their gaps",
        "Every source that passes: articles, headlines without a text, undated articles, first and last day, "
        "days with an article, the longest silence, and the days since the last one.",
        answers.list_sources,
        own=FORMAT,
        used=(*_WHICH, *_DATA),
        idle=(*_MEASURE, *SORT, *_PAGED, *CHOICES),
        examples=("",),
    ),
    Endpoint(
        "/actors",
        "Actors that a filter can name",
        "Id, name and number of articles, over the whole data version; the most frequent first.",
        answers.list_actors,
        own=FORMAT,
        used=_DATA,
    ),
    Endpoint(
        "/countries",
        "Countries that a filter can name",
        "ISO code, name, the articles that mention it, and those published there, over the whole data version.",
        answers.list_countries,
        own=FORMAT,
        used=_DATA,
    ),
    Endpoint(
        "/status",
        "What the store holds",
        "Numbers of articles, stories, mentions and sources, first and last day, and what could not be read.",
        answers.tell_status,
        used=_DATA,
        tables=False,
    ),
    Endpoint(
        "/feed.atom",
        "New stories of a view, as an Atom feed",
        "For feed readers: the stories that pass, the last loaded first. An entry leads to the original "
        "article and to the page that shows why it was counted; its id stays. With days the period moves on; "
        "with data it stands still. Asked again with If-None-Match or If-Modified-Since, it answers 304 until "
        "more came.",
        None,
        own=FEED,
        used=(*_WHICH, *CELL, *_DATA),
        idle=(*_MEASURE, *SORT, *_PAGED, *CHOICES),
        tables=False,
        examples=("days=7", "limit=10"),
    ),
)
"""A new address is one entry here, and the function that answers it."""
