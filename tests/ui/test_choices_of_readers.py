"""What readers choose: periods as absolute days, names on any keyboard, files under their own names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.article import is_web_address
from monitor.filters import Filters
from monitor.ui.filters import CUSTOM, PRESETS, preset_days, preset_of
from monitor.ui.search_names import searchable
from monitor.ui.upload import keep

LAST = date(2026, 5, 31)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_recognised_by_its_days(name: str) -> None:
    start, end = preset_days(PRESETS[name], LAST)
    assert preset_of(Filters(start=start, end=end), LAST) == name


def test_a_preset_counts_its_last_day() -> None:
    assert preset_days(7, LAST) == (date(2026, 5, 25), LAST)


def test_other_days_are_the_readers_own() -> None:
    assert preset_of(Filters(start=date(2026, 1, 1), end=LAST), LAST) == CUSTOM


def test_without_dates_there_is_only_everything() -> None:
    assert preset_days(30, None) == (None, None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("NATO", "NATO"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdoğan (Recep Tayyip Erdogan)"),
        ("Łódź", "Łódź (Lodz)"),
        ("Αθήνα", "Αθήνα (Αθηνα)"),
    ],
)
def test_a_name_can_be_typed_without_its_accents(name: str, shown: str) -> None:
    assert searchable(name) == shown


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("news.jsonl", "news.jsonl"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\news.csv", "news.csv"),
        ("/etc/shadow", "shadow"),
        ("..", "upload"),
        ("", "upload"),
        ("a\0b.json", "ab.json"),
        ("x" * 500 + ".json", "x" * 115 + ".json"),
    ],
)
def test_an_upload_is_written_inside_its_folder_only(tmp_path: Path, name: str, kept: str) -> None:
    path = keep(name, b"{}", tmp_path / "0")
    assert path == tmp_path / "0" / kept
    assert path.read_bytes() == b"{}"


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("https://daily.example/a", True),
        ("HTTP://daily.example/a", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://daily.example", False),
        ("//daily.example", False),
        ("http://[broken", False),
        (None, False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, opens: bool) -> None:
    assert is_web_address(url) is opens
