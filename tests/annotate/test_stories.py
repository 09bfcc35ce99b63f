"""Near-copies are found, and stories do not depend on the order of their articles."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate.stories import Candidate, Fingerprint, fingerprint, group, near_copies, within_window

REPORT = (
    "The river authority opened two flood gates on Tuesday after a week of rain. Engineers said that the "
    "water stood three metres above its usual mark and would fall by the weekend. Families from eleven "
    "villages spent the night in schools on higher ground. The regional council promised mats, lamps and "
    "clean water. A spokeswoman said no bridge had been damaged, though one road stayed closed. Farmers along "
    "the lower bank moved cattle to the hills. The last flood of this size was measured nine years ago."
)
FORM = (
    "Lake levels: the gauge at the old mill stood {} centimetres above its mark on Monday morning, the water "
    "office said in its regular note. The outflow was {} cubic metres a second, and the office expects a "
    "change of {} centimetres until the next note. Boats under ten metres may use both locks. The office asks "
    "skippers to keep to the marked channel, to slow down before the bridge and to report floating wood."
)
OTHER = (
    "Trade delegates from both coasts met for a fourth round of talks about tariffs on ceramics and glass. "
    "They left without an agreement but named a date for the next round. Exporters asked for clear rules "
    "before the spring fairs begin. Officials described the mood as patient, the papers as thick, and the "
    "coffee as weak. A joint statement is expected once the lawyers have read every annex twice."
)
JAPANESE_ONE = (
    "東京で水曜日に開かれた会議で、各国の代表は洪水対策について話し合い、"
    "来月までに計画をまとめることで合意した。"
)
JAPANESE_TWO = (
    "大阪の博物館は新しい展示を公開し、地元の学生たちが作った模型を来年の春まで無料で見ることができるという。"
)


def stories_of(texts: dict[str, str], days: dict[str, date | None] | None = None) -> set[frozenset[str]]:
    """The stories of some texts as sets of names."""
    prints = {name: fingerprint(text) for name, text in texts.items()}
    found = group(_candidates(prints, days or {}), [], {}, prints.__getitem__)
    return _as_sets({name: found[name] for name in texts})


def _candidates(prints: dict[str, Fingerprint], days: dict[str, date | None]) -> list[Candidate]:
    return [Candidate(name, days.get(name), item.bands.tolist()) for name, item in prints.items()]


def _as_sets(stories: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(name for name in stories if stories[name] == story) for story in stories.values()}


@pytest.mark.parametrize(
    ("one", "other", "copies"),
    [
        pytest.param(REPORT, REPORT, True, id="the same text"),
        pytest.param(REPORT, REPORT.upper(), True, id="the same text in capitals"),
        pytest.param(REPORT, REPORT.replace("Tuesday", "Friday"), True, id="edited"),
        pytest.param(REPORT, " ".join(REPORT.split()[:55]), True, id="trimmed from the end"),
        pytest.param(REPORT, REPORT + " " + OTHER, True, id="expanded by a background paragraph"),
        pytest.param(REPORT, OTHER, False, id="another report"),
        pytest.param(FORM.format(12, 340, 8), FORM.format(12, 340, 8), True, id="one report from a form"),
        pytest.param(FORM.format(12, 340, 8), FORM.format(17, 95, 3), False, id="two reports from one form"),
        pytest.param(JAPANESE_ONE, JAPANESE_TWO, False, id="two reports in a script without spaces"),
        pytest.param(JAPANESE_ONE, JAPANESE_ONE, True, id="one report in a script without spaces"),
        pytest.param("Read our live blog", "Read our live blog", True, id="short, the same to the word"),
        pytest.param("Read our live blog", "Read our live blog today", False, id="short and different"),
        pytest.param("", "", False, id="two headlines without text are not copies of each other"),
    ],
)
def test_near_copies(one: str, other: str, copies: bool) -> None:
    assert near_copies(fingerprint(one), fingerprint(other)) is copies
    together, apart = {frozenset("ab")}, {frozenset("a"), frozenset("b")}
    assert stories_of({"a": one, "b": other}) == (together if copies else apart)


@pytest.mark.parametrize(
    ("gap", "together"), [(0, True), (14, True), (15, False), (-14, True), (-15, False), (None, True)]
)
def test_a_story_lives_for_fourteen_days(gap: int | None, together: bool) -> None:
    first = date(2026, 3, 1)
    second = None if gap is None else first + timedelta(days=gap)
    assert within_window(first, second) is together
    assert (len(stories_of({"a": REPORT, "b": REPORT}, {"a": first, "b": second})) == 1) is together


def test_a_late_article_joins_two_stories_into_one() -> None:
    early, middle, late = date(2026, 3, 1), date(2026, 3, 12), date(2026, 3, 24)
    prints = {name: fingerprint(REPORT) for name in ("early", "late", "middle")}
    days = {"early": early, "late": late, "middle": middle}
    candidates = {item.article_id: item for item in _candidates(prints, days)}
    found = group(
        [candidates["middle"]],
        [candidates["early"], candidates["late"]],
        {"early": "early", "late": "late"},
        prints.__getitem__,
    )
    assert found == {"middle": "early", "late": "early"}


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.integers(0, 40), min_size=2, max_size=8),
    picks=st.lists(st.sampled_from([REPORT, OTHER, REPORT + " " + OTHER]), min_size=8, max_size=8),
    order=st.randoms(use_true_random=False),
    cut=st.integers(0, 8),
)
def test_stories_do_not_depend_on_the_order_or_the_batches(days, picks, order, cut) -> None:
    names = [f"n{i}" for i in range(len(days))]
    prints = {name: fingerprint(text) for name, text in zip(names, picks, strict=False)}
    dates = {name: date(2026, 1, 1) + timedelta(days=day) for name, day in zip(names, days, strict=True)}
    at_once = group(_candidates(prints, dates), [], {}, prints.__getitem__)

    shuffled = _candidates(prints, dates)
    order.shuffle(shuffled)
    first = group(shuffled[:cut], [], {}, prints.__getitem__)
    second = group(shuffled[cut:], shuffled[:cut], first, prints.__getitem__)
    moved = {name: second.get(story, story) for name, story in first.items()}
    in_two = moved | {item.article_id: second[item.article_id] for item in shuffled[cut:]}

    assert _as_sets(at_once) == _as_sets(in_two)


def test_the_bands_of_a_text_never_change() -> None:
    """They are stored: another value would orphan every stored article."""
    bands = fingerprint(REPORT).bands
    assert bands.dtype == np.int64
    assert bands.shape == (48,)
    assert bands[:3].tolist() == fingerprint(f"  {REPORT}\n").bands[:3].tolist()
    assert int(bands.sum()) == -190307224580963922
