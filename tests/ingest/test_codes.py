"""Languages and countries as other producers write them."""

import pytest

from monitor.ingest.codes import country_code, language_code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("English", "en"),
        ("en-GB", "en"),
        ("zh_Hans", "zh"),
        ("fre", "fr"),
        ("farsi", "fa"),
        ("und", None),
        ("", None),
        ("Klingon", None),
    ],
)
def test_language(name: str, code: str | None) -> None:
    assert language_code(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("NO", "NOR"),
        ("nor", "NOR"),
        ("Norway", "NOR"),
        ("United States", "USA"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("South  Korea", "KOR"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Kosovo", "XKX"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_country(name: str, code: str | None) -> None:
    assert country_code(name) == code
