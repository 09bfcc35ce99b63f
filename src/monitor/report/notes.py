"""How the numbers of a page are made: two or three sentences for each measure that stands on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monitor.filters import Filters


@dataclass(frozen=True, slots=True)
class Note:
    """A measure and what it means. ``columns`` are those that show that it is on the page."""

    term: str
    text: str
    columns: frozenset[str] = frozenset()


MEASURE_NOTES: Mapping[str, Note] = {
    "stories": Note(
        "Stories",
        "Near-copies of one text are one story: reprints, trimmed and edited versions. In each row a story "
        "counts once, in the day, week or month of its earliest article that passes the filters.",
    ),
    "articles": Note("Articles", "Every published text counts, also the copies of one report."),
    "mentions": Note("Mentions", "Every occurrence of a name in a title or a text counts."),
}

ROLE_NOTES: Mapping[str, Note] = {
    "mentioned": Note(
        "Country mentioned",
        "The text names the country, its people, a city, or its government by its capital (“Kabul said”).",
    ),
    "about": Note(
        "Country it is about",
        "An article is about at most three countries: those in its title, in its first paragraphs, or named "
        "most; sometimes one that only its words show, such as the name of a national bank.",
    ),
    "published": Note(
        "Country of publication", "The source is at home in the country, whatever it writes about."
    ),
}

NOTES: tuple[Note, ...] = (
    Note(
        "Share",
        "Of everything that passes the same filters without the choice of actors and countries, so that a day "
        "with more articles is not taken for a day with more attention.",
        frozenset({"share"}),
    ),
    Note(
        "Interval of a share",
        "95 % score interval (Wilson 1927). It says how far the share could lie from what was counted by "
        "chance alone, not whether the sources stand for all media.",
        frozenset({"share_low"}),
    ),
    Note(
        "Tone",
        "How the sentences that mention a name sound, −1 to +1 (VADER; names themselves never score). A "
        "story's tone is the mean over its sentences; every story weighs the same. The 95 % interval is over "
        "stories; below 10 they are too few to judge. It is not the attitude towards the one who is named, and "
        "texts in languages that can't be scored have none.",
        frozenset({"tone", "judged"}),
    ),
    Note(
        "Stance",
        "How a sentence treats the one who is named in it, −1 to +1. It is estimated by a model for each "
        "mention, and averaged like tone.",
        frozenset({"stance"}),
    ),
    Note(
        "Standing out",
        "A day on which an actor or a country is in more stories than the four weeks before make likely: by "
        "chance, and by the waves in which news comes (negative binomial). With 300 watched, about one a day "
        "is a false alarm.",
    ),
    Note(
        "Named together",
        "Observed is how many name both. Expected is how many would, if the two had nothing to do with each "
        "other, given how often each is named.",
        frozenset({"expected"}),
    ),
    Note(
        "Voice",
        "Words are the outlet's, or those of somebody whom it quotes, directly or indirectly. Whoever is named "
        "in them is spoken of by that voice; the speaker himself is named by the outlet.",
        frozenset({"voice"}),
    ),
    Note(
        "Unfinished, and nothing collected",
        "A bucket that is cut by the period or still filling is marked as unfinished. Where nothing at all was "
        "collected there is a gap, never a zero.",
        frozenset({"state"}),
    ),
)


def notes_for(filters: Filters, columns: Collection[str]) -> list[Note]:
    """The notes that a page needs, for its filters and the columns of its answers, in a fixed order."""
    found = [MEASURE_NOTES[filters.measure]]
    if filters.countries or {"country", "with_country"} & set(columns):
        found.append(ROLE_NOTES[filters.country_role])
    return found + [note for note in NOTES if note.columns & set(columns)]
