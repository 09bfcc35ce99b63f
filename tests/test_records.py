"""The JSON-lines filters: same order out as in, and a bad line stops nothing."""

import io
import json
from typing import Any

import pytest

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import load_dictionary
from monitor.errors import InputError
from monitor.records import Complaints, annotate_record, each_line, extract_record, find_stories
from monitor.settings import DATA

ACTORS = """
- id: lantern-league
  name: Lantern League
  kind: organisation
"""

PAGE = """<html lang="en"><head><title>Ferry opens</title>
<meta property="og:title" content="New ferry opens on the lake">
<meta property="article:published_time" content="2026-03-04T09:30:00+02:00"></head>
<body><article><h1>New ferry opens on the lake</h1>
<p>The first boat left the harbour at nine in the morning with sixty passengers and a brass band on board.</p>
<p>The captain said the crossing takes twenty minutes and that the café on the upper deck serves warm soup.</p>
<p>Tickets are sold at the old customs house, which was painted blue for the occasion by the town's pupils.</p>
</article></body></html>"""

REPORT = (
    "The river authority opened two flood gates on Tuesday after a week of rain. Engineers said that the water "
    "would fall by the weekend. Families from eleven villages spent the night in schools on higher ground, and "
    "the regional council promised mats, lamps and clean water for all of them."
)


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    path = tmp_path_factory.mktemp("dictionary") / "actors.yaml"
    path.write_text(ACTORS)
    return Annotator(load_dictionary(path, DATA / "countries.yaml"))


def run(work: Any, *lines: str | dict[str, Any]) -> tuple[list[Any], str]:
    """Put lines through a filter; returns what came out, and what was complained."""
    source = [(line if isinstance(line, str) else json.dumps(line)).encode() for line in lines]
    out, complaints = io.BytesIO(), io.StringIO()
    each_line(work, source, out, Complaints(complaints))
    return [json.loads(line) for line in out.getvalue().splitlines()], complaints.getvalue()


def test_a_bad_line_is_named_and_stops_nothing(annotator) -> None:
    out, said = run(
        lambda record: annotate_record(record, annotator),
        {"id": "a", "text": "Kenya opened a bridge."},
        "{broken",
        '["a list"]',
        {"id": "d"},
        {"id": "e", "text": 7},
        "",
        {"id": "g", "title": "Kenya opens a bridge"},
    )
    assert [record["id"] for record in out] == ["a", "g"]
    assert [line.split(":")[0] for line in said.splitlines()] == ["line 2", "line 3", "line 4", "line 5"]
    assert "neither a text nor a title" in said


def test_the_answer_has_the_fixed_fields(annotator) -> None:
    text = "The Lantern League thanked Kenya on Monday. A spokesman praised the calm vote."
    answer = annotate_record({"id": 1, "title": "Lantern League praises vote", "text": text}, annotator)
    assert {"id", "language", "text", "removed", "sentences", "actors", "countries", "about"} <= set(answer)
    assert [text[s["start"] : s["end"]] for s in answer["sentences"]] == [
        "The Lantern League thanked Kenya on Monday.",
        "A spokesman praised the calm vote.",
    ]
    in_title, in_text = answer["actors"]
    assert in_title["in_title"] is True
    assert (in_title["start"], in_title["end"]) == (0, len("Lantern League"))
    assert set(in_text) == {"id", "start", "end", "sentence", "alias", "tone", "stance", "voice"}
    assert text[in_text["start"] : in_text["end"]] == "Lantern League"
    (kenya,) = answer["countries"]
    assert set(kenya) == {"iso", "start", "end", "evidence"}
    assert (kenya["iso"], kenya["evidence"]) == ("KEN", "name")


def test_cleaning_can_be_left_out(annotator) -> None:
    record = {"id": 1, "title": "A bridge", "text": "A bridge\n\nKenya opened a bridge.\n\nAdvertisement"}
    assert annotate_record(record, annotator)["text"] == "Kenya opened a bridge."
    kept = annotate_record(record, annotator, cleaning=False)
    assert (kept["text"], kept["removed"]) == (record["text"], [])


def test_targets_are_judged_in_the_text_as_it_came(annotator) -> None:
    text = "A bridge\n\nThe mayor praised the wonderful Lantern League.\n\nAdvertisement"
    start = text.index("Lantern")
    target = {"start": start, "end": start + len("Lantern League")}
    answer = annotate_record({"id": 1, "title": "A bridge", "text": text, "targets": [target]}, annotator)
    assert answer["text"] == text
    (judged,) = answer["targets"]
    assert (judged["start"], judged["end"]) == (target["start"], target["end"])
    assert judged["label"] == "positive"
    assert judged["stance"] > 0


@pytest.mark.parametrize(
    "targets",
    [
        [{"start": 0, "end": 99}],
        [{"start": 3, "end": 3}],
        [{"start": -1, "end": 2}],
        [{"start": True, "end": 2}],
        [{}],
        ["x"],
        "x",
    ],
    ids=str,
)
def test_a_target_outside_the_text_is_refused(annotator, targets: Any) -> None:
    with pytest.raises(InputError):
        annotate_record({"id": 1, "text": "Ten signs.", "targets": targets}, annotator)


def test_a_page_is_read() -> None:
    answer = extract_record({"id": "p", "html": PAGE, "url": "https://harbour.example/ferry"})
    assert set(answer) == {
        "id",
        "title",
        "text",
        "removed",
        "published",
        "date_from",
        "author",
        "credit",
        "language",
    }
    assert answer["title"] == "New ferry opens on the lake"
    assert "brass band" in answer["text"]
    assert answer["published"] == "2026-03-04T07:30:00+00:00"
    assert answer["date_from"] == "page"


def test_a_page_that_does_not_state_its_language_has_one() -> None:
    answer = extract_record({"id": "p", "html": PAGE.replace(' lang="en"', "")})
    assert answer["language"] == "en"


def test_a_page_that_cannot_be_read_stops_nothing() -> None:
    nothing = {"id": 1, "html": "<p>"}
    out, said = run(extract_record, nothing, {"id": 2, "html": PAGE})
    assert [record["id"] for record in out] == [2]
    assert said.startswith("line 1: ")


@pytest.mark.parametrize("published", [{"day": 1}, ["2026-03-01"]], ids=str)
def test_a_date_of_a_strange_type_stops_nothing(annotator, published: Any) -> None:
    record = {"id": 1, "text": "Kenya opened a bridge.", "published": published}
    out, said = run(
        lambda line: annotate_record(line, annotator), record, {**record, "published": "2026-03-01"}
    )
    assert len(out) == 1
    assert "line 1: The field published is" in said
    stories, complaints = io.BytesIO(), io.StringIO()
    find_stories([json.dumps(record).encode()], stories, Complaints(complaints))
    assert stories.getvalue() == b""
    assert "line 1: The field published is" in complaints.getvalue()


def test_a_byte_order_mark_is_no_mistake(annotator) -> None:
    line = b'\xef\xbb\xbf{"id": 1, "text": "Kenya opened a bridge."}'
    out, complaints = io.BytesIO(), io.StringIO()
    each_line(lambda record: annotate_record(record, annotator), [line], out, Complaints(complaints))
    assert (json.loads(out.getvalue())["id"], complaints.getvalue()) == (1, "")


def test_stories_are_named_after_their_first_record() -> None:
    records = [
        {"id": "x", "text": "A museum showed maps of the coast to a class of pupils, who drew their own."},
        {"id": "b", "text": REPORT, "published": "2026-03-01"},
        {"id": "a", "text": REPORT + " The council will meet again.", "published": "2026-03-02"},
        {"id": "late", "text": REPORT, "published": "2026-06-01"},
    ]
    out, complaints = io.BytesIO(), io.StringIO()
    find_stories([json.dumps(record).encode() for record in records] + [b"{"], out, Complaints(complaints))
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"id": "x", "story": "x"},
        {"id": "b", "story": "b"},
        {"id": "a", "story": "b"},
        {"id": "late", "story": "late"},
    ]
    assert complaints.getvalue().startswith("line 5: ")
