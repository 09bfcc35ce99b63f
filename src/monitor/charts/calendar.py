"""Days, weeks and months: where a bucket starts and ends, how it is called, which one suits a span."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from monitor.filters import Bucket, next_start

DAY = timedelta(days=1)


def bucket_start(day: date, bucket: Bucket) -> date:
    """The first day of the bucket that holds ``day``; weeks start on Monday."""
    if bucket == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if bucket == "month" else day


def bucket_end(start: date, bucket: Bucket) -> date:
    """The last day of the bucket that starts on ``start``."""
    return next_start(start, bucket) - DAY


def middle(start: date, bucket: Bucket) -> datetime:
    """The instant in the middle of a bucket: where its mark stands on a time axis."""
    begin = datetime.combine(start, datetime.min.time())
    return begin + (next_start(start, bucket) - start) / 2


def width(start: date, bucket: Bucket) -> float:
    """The width of a bucket on a time axis, in milliseconds."""
    return (next_start(start, bucket) - start) / timedelta(milliseconds=1)


def starts_between(first: date, last: date, bucket: Bucket) -> list[date]:
    """The starts of all buckets that hold a day from ``first`` to ``last``."""
    start, found = bucket_start(first, bucket), []
    while start <= last:
        found.append(start)
        start = next_start(start, bucket)
    return found


def good_bucket(first: date, last: date) -> Bucket:
    """Days up to seven weeks, weeks up to three years, months beyond: 10 to 160 points in a line."""
    days = (last - first).days + 1
    if days <= 49:
        return "day"
    return "week" if days <= 3 * 366 else "month"


def spoken_day(day: date) -> str:
    """``3 March 2026``."""
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """``3 Mar 2026``."""
    return f"{day.day} {day:%b %Y}"


def spoken_bucket(start: date, bucket: Bucket) -> str:
    """``week of 2 March 2026``, ``March 2026`` or ``3 March 2026``."""
    if bucket == "month":
        return f"{start:%B %Y}"
    return f"week of {spoken_day(start)}" if bucket == "week" else spoken_day(start)


def spoken_span(start: date | None, end: date | None) -> str:
    """``1 Mar – 31 May 2026``, ``since 1 Mar 2026``, ``until 31 May 2026`` or ``all days``."""
    if start is None or end is None:
        if start is not None:
            return f"since {short_day(start)}"
        return f"until {short_day(end)}" if end is not None else "all days, and undated"
    if start == end:
        return short_day(start)
    if start.year != end.year:
        return f"{short_day(start)} – {short_day(end)}"
    return f"{start.day} {start:%b} – {short_day(end)}"
