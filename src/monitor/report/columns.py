"""What the columns of an answer mean, in one sentence and with their unit: for files that leave the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


class Heading(Protocol):
    """How a column is called and written in front of readers."""

    @property
    def title(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def help(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds; ``unit`` may be empty for names."""

    unit: str
    text: str


_TONE = "−1 to +1"
_SHARE = "0 to 1"
_DAY = "day"

MEANINGS: Mapping[str, Meaning] = {
    "actor": Meaning("id", "The actor's id in the actors file."),
    "country": Meaning("ISO 3166-1 alpha-3", "The country."),
    "publisher": Meaning("ISO 3166-1 alpha-3", "The country in which the source is at home."),
    "with_actor": Meaning("id", "The actor who is named in the same article."),
    "with_country": Meaning("ISO 3166-1 alpha-3", "The country that is named in the same article."),
    "source": Meaning("", "Who published it."),
    "source_country": Meaning("ISO 3166-1 alpha-3", "The country in which the source is at home."),
    "language": Meaning("ISO 639-1", "The language of the article."),
    "alias": Meaning("", "The name under which it was found in the text."),
    "evidence": Meaning("", "How a country was recognised: name, demonym, capital, city or government."),
    "voice": Meaning("", "Who speaks the sentence: the outlet, or a quoted speaker."),
    "spoken": Meaning("", "outlet: in its own words; quoted: in the words of others."),
    "place": Meaning("", "Where the name stands: in the title or in the text."),
    "name": Meaning("", "What the id is called in front of readers."),
    "day": Meaning(_DAY, "The day, in the time zone of the data."),
    "week": Meaning(_DAY, "The first day of the week, a Monday."),
    "month": Meaning(_DAY, "The first day of the month."),
    "start": Meaning(_DAY, "The first day of the bucket: a day, a week from Monday, or a month."),
    "count": Meaning("{measure}", "How many were counted."),
    "total": Meaning(
        "{measure}", "All that pass the same filters, without the choice of actors and countries."
    ),
    "share": Meaning(_SHARE, "count / total."),
    "share_low": Meaning(_SHARE, "Lower end of the 95 % interval of the share (Wilson)."),
    "share_high": Meaning(_SHARE, "Upper end of the 95 % interval of the share (Wilson)."),
    "tone": Meaning(_TONE, "Mean tone of the counted sentences; every story weighs the same."),
    "tone_low": Meaning(_TONE, "Lower end of the 95 % interval of the tone, over stories."),
    "tone_high": Meaning(_TONE, "Upper end of the 95 % interval of the tone, over stories."),
    "tone_n": Meaning("stories", "Stories with a tone; below 10 they are too few to judge."),
    "judged": Meaning(_TONE, "The tone where 10 or more stories have one; else missing."),
    "interval": Meaning("", "The 95 % interval of the tone in words."),
    "stance": Meaning(_TONE, "Mean stance of the sentences towards the one who is counted."),
    "stance_low": Meaning(_TONE, "Lower end of the 95 % interval of the stance, over stories."),
    "stance_high": Meaning(_TONE, "Upper end of the 95 % interval of the stance, over stories."),
    "stance_n": Meaning("stories", "Stories with a stance; below 10 they are too few to judge."),
    "series": Meaning("kind:id", "What is counted: an actor, a country, or what a search finds."),
    "period": Meaning("", "now, or the period of the same length before."),
    "smoothed_count": Meaning("{measure}", "Mean of the counts of the whole buckets around."),
    "smoothed_share": Meaning(_SHARE, "Sum of the counts / sum of the totals of the whole buckets around."),
    "smoothed_tone": Meaning(_TONE, "Mean tone over the stories of the whole buckets around."),
    "smoothed_stance": Meaning(_TONE, "Mean stance over the stories of the whole buckets around."),
    "state": Meaning("", "complete, unfinished (the bucket is cut or still filling), or nothing collected."),
    "stories": Meaning("stories", "Distinct stories: near-copies of one text count once."),
    "articles": Meaning("articles", "Distinct articles: every published text."),
    "mentions": Meaning("mentions", "Occurrences of a name."),
    "sources": Meaning("sources", "Distinct sources."),
    "copies": Meaning("articles", "Counted articles of the same story."),
    "article_id": Meaning("id", "The article."),
    "story_id": Meaning("id", "The story; the name of a group means nothing."),
    "title": Meaning("", "The headline, as it was published."),
    "url": Meaning("address", "Where the article was published."),
    "published_at": Meaning("instant, UTC", "When it was published."),
    "observed": Meaning("{measure}", "How many name both."),
    "expected": Meaning("{measure}", "How many would name both if the two were independent."),
    "first_day": Meaning(_DAY, "The day of the first article."),
    "last_day": Meaning(_DAY, "The day of the last article."),
}
"""Columns that mean the same in every answer; a page describes its own in its headings."""

_UNITS = {"percent": _SHARE, "bar": _SHARE, "tone": _TONE, "day": _DAY}


def described(names: Iterable[str], headings: Mapping[str, Heading], measure: str) -> list[dict[str, str]]:
    """One entry per column: ``name``, ``title``, ``unit`` and ``meaning``, each of them text, some empty.

    What the page says of a column goes before what it means everywhere.
    """
    return [_described(str(name), headings.get(str(name)), measure) for name in names]


def _described(name: str, heading: Heading | None, measure: str) -> dict[str, str]:
    known = MEANINGS.get(name, Meaning("", ""))
    unit = known.unit.format(measure=measure) or (_UNITS.get(heading.kind, "") if heading else "")
    return {
        "name": name,
        "title": heading.title if heading else "",
        "unit": unit,
        "meaning": (heading.help if heading else None) or known.text,
    }
