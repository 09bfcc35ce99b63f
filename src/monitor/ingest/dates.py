"""A date as somebody wrote it becomes an instant, or nothing where it can't be one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from dateutil import parser as loose
from dateutil import tz

RAW_LIMIT = 200
"""Characters; a longer string is no date."""
FIRST_YEAR = 1800
FUTURE_SLACK = timedelta(days=1)
"""A publisher's clock and time zone may be ahead of ours by a day."""

MILLISECONDS_FROM = 10**11
"""Epoch numbers from here on are milliseconds: as seconds they would lie beyond the year 5138."""

EARLIEST_EPOCH = -6 * 10**9
"""Epoch seconds somewhat before 1800."""

_DIGITS = re.compile(r"^\d+$")
_NUMBER = re.compile(r"^-?\d{9,16}(?:\.\d+)?$")
_YEAR_ALONE = re.compile(r"^\d{4}$|^[A-Za-z]+$")
_FOUR_DIGIT_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|^\d{6,14}")
_SHORT_YEAR = re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?!\d)")
_LABEL = re.compile(
    r"(?i)^\s*(?:first |last )?(?:published|updated|posted|publié|veröffentlicht)(?: on| at| le| am)?\s*:?\s+"
)

# Zone names that news feeds write. Two of them mean several zones elsewhere; the reading is RFC 822's, then the
# commonest in the press.
_ZONES = {
    name: tz.tzoffset(name, hours * 3600)
    for name, hours in {
        "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2,
        "SAST": 2, "EEST": 3, "MSK": 3, "EAT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "WIB": 7, "ICT": 7, "SGT": 8,
        "HKT": 8, "PHT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
        "EST": -5, "EDT": -4, "ET": -5, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
        "PT": -8, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3,
    }.items()
}  # fmt: skip


def read_date(raw: str | int | float | datetime | None, now: datetime) -> datetime | None:
    """Read a date in any form that news exports use.

    Args:
        raw: ISO 8601, RFC 822, GDELT's ``20240102031500``, epoch seconds or milliseconds, ``12/1/2013`` (the
            month first, unless that is impossible), ``May 3, 2021 10:00 PM``, or a datetime.
        now: the present, with a zone; a later date than tomorrow is impossible.

    Returns:
        The instant in UTC; a day without an hour is its midnight in UTC. None where the date is missing, before
        1800, in the future, or no date at all.
    """
    moment = _parse(raw)
    if moment is None:
        return None
    return _possible(moment, now)


def _parse(raw: str | int | float | datetime | None) -> datetime | None:
    if raw is None or isinstance(raw, bool):
        return None
    if isinstance(raw, datetime):
        return raw
    if isinstance(raw, int | float):
        return _from_number(raw)
    text = _LABEL.sub("", raw).strip()
    if not text or len(text) > RAW_LIMIT:
        return None
    for read in _READERS:
        moment = read(text)
        if moment is not None:
            return moment
    return None


def _possible(moment: datetime, now: datetime) -> datetime | None:
    try:
        instant = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return instant if instant.year >= FIRST_YEAR and instant <= now + FUTURE_SLACK else None


def _from_number(number: float) -> datetime | None:
    """Epoch seconds or milliseconds; whole numbers may also be GDELT's packed digits, or a plain day."""
    if number != number or abs(number) >= 10**17:
        return None
    if number == int(number):
        packed = _packed(str(int(number)))
        if packed is not None:
            return packed
    if abs(number) < 10**8:
        return None  # the first three years of the epoch: a count or a year rather than a moment
    while abs(number) >= MILLISECONDS_FROM:
        number /= 1000
    return datetime.fromtimestamp(number, UTC) if number > EARLIEST_EPOCH else None


def _packed(text: str) -> datetime | None:
    """``20240102``, ``202401020315`` or ``20240102031500``, in UTC as GDELT writes them."""
    form = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}.get(len(text))
    if form is None or not _DIGITS.match(text) or not text.isascii() or not "1800" <= text[:4] <= "2199":
        return None
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None


def _number(text: str) -> datetime | None:
    return _from_number(float(text)) if _NUMBER.match(text) else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if "," in text[:12] and _names_a_zone(text) else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _names_a_zone(text: str) -> bool:
    """The library knows offsets and the American zones; any other name it reads as UTC, so those are ours."""
    return bool(re.search(r"(?:[+-]\d{4}|GMT|UTC?|[ECMP][SD]T)\s*$", text))


def _any_other(text: str) -> datetime | None:
    """Dates in English words and with slashes. What lacks a year is refused: a guess would be worse."""
    if _YEAR_ALONE.match(text) or not (_FOUR_DIGIT_YEAR.search(text) or _SHORT_YEAR.match(text)):
        return None
    try:
        first = loose.parse(text, tzinfos=_ZONES, default=datetime(2000, 1, 1), fuzzy=False)
        second = loose.parse(text, tzinfos=_ZONES, default=datetime(2001, 2, 2), fuzzy=False)
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, KeyError, ArithmeticError):
        return None
    # Two defaults that differ show what the text left open: a month without a day is no publication date.
    return first if first == second else None


_READERS: tuple[Callable[[str], datetime | None], ...] = (_packed, _number, _iso, _rfc822, _any_other)
