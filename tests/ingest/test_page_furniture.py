"""What stands between the paragraphs of a page, and what only looks like it."""

import pytest

from monitor.ingest.page import read_page

FIRST = (
    "The council voted on Monday to reopen the old tram line along the harbour, said the mayor of Hillmouth."
)
SECOND = "Work on the rails will begin in spring and will cost about nine million crowns, the council said."
THIRD = "Shopkeepers on the quay fear for their parking places, and want to be heard before the work begins."
FOURTH = "A first tram could run in the autumn of the year after next, if the bridge is found to be sound."


def lines(*blocks: str, head: str = "") -> list[str]:
    body = f"<article>{''.join(blocks)}</article>"
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>").text.splitlines()


def paragraph(text: str) -> str:
    return f"<p>{text}</p>"


ARTICLE = [paragraph(text) for text in (FIRST, SECOND, THIRD, FOURTH)]
OTHER = '<a href="/news/2">Ferry company asks for more time to mend its engines</a>'


@pytest.mark.parametrize(
    "between",
    [
        f"<p>{OTHER}</p>",
        f"<p><strong>READ MORE:</strong> {OTHER}</p>",
        f"<p>Lesen Sie auch: {OTHER}</p>",
        f"<h3>{OTHER}</h3>",
        f"<ul><li>{OTHER}</li><li>{OTHER.replace('Ferry', 'Bus')}</li></ul>",
    ],
    ids=["bare", "labelled", "labelled in German", "heading", "list"],
)
def test_links_to_other_articles_go(between: str) -> None:
    assert lines(*ARTICLE[:2], between, *ARTICLE[2:]) == [FIRST, SECOND, THIRD, FOURTH]


@pytest.mark.parametrize(
    ("between", "kept"),
    [
        (
            f"<p>{OTHER}, said its director.</p>",
            "Ferry company asks for more time to mend its engines, said its director.",
        ),
        (
            '<p><a href="https://hillmouth.example/the-whole-plan">https://hillmouth.example/the-whole-plan</a></p>',
            "https://hillmouth.example/the-whole-plan",
        ),
        ("<ul><li>nine million crowns</li><li>eleven stops</li></ul>", "- eleven stops"),
        (
            '<p><a href="#note">What the council decided, point by point, is below</a></p>',
            "What the council decided, point by point, is below",
        ),
    ],
    ids=["a link in a sentence", "an address", "a list of facts", "a place on the page"],
)
def test_what_only_looks_like_a_link_to_another_article(between: str, kept: str) -> None:
    assert kept in lines(*ARTICLE[:2], between, *ARTICLE[2:])


def test_words_that_nobody_sees_go() -> None:
    hidden = '<span class="a11y visually-hidden">opens in a new window</span>'
    card = '<span class="person rollover-card">Una Brask, mayor since 2019. More about Una Brask</span>'
    said = f"<p>The mayor, Una Brask{card}, has published{hidden} the plan on the pages of the town.</p>"
    assert "The mayor, Una Brask, has published the plan on the pages of the town." in lines(*ARTICLE, said)


def test_an_article_whose_class_speaks_of_hiding_stays() -> None:
    assert lines(f'<div class="popover">{"".join(ARTICLE)}</div>') == [FIRST, SECOND, THIRD, FOURTH]


COLUMN = '<div class="story__body">{}</div>'


def test_columns_of_one_article_come_together() -> None:
    columns = [
        COLUMN.format("".join(ARTICLE[:2])),
        "<aside>Buy a hat</aside>",
        COLUMN.format("".join(ARTICLE[2:])),
    ]
    assert lines(*columns) == [FIRST, SECOND, THIRD, FOURTH]


def test_the_headline_is_no_line_of_the_text() -> None:
    headline = "Hillmouth brings its trams back"
    card = f'<meta property="og:title" content="Trams for Hillmouth"><title>{headline} | Hill Herald</title>'
    found = lines(f"<h1>{headline}</h1>", *ARTICLE, head=card)
    assert found == [FIRST, SECOND, THIRD, FOURTH]


LEAD = "After forty years without rails the town of Hillmouth wants its trams to run along the quay again."


@pytest.mark.parametrize(
    ("described", "above"),
    [(LEAD, LEAD), (LEAD[:60], LEAD), (LEAD, FIRST), ("News from Hillmouth", "News from Hillmouth")],
    ids=["in full", "cut short", "not on the page", "a slogan"],
)
def test_the_lead_in_the_head_of_an_article_is_a_part_of_it(described: str, above: str) -> None:
    head = f'<meta name="description" content="{described}">'
    body = f"<header class='top'><div class='intro'>{above}</div></header><article>{''.join(ARTICLE)}</article>"
    found = read_page(f"<html><head>{head}</head><body>{body}</body></html>").text.splitlines()
    assert found == ([LEAD] if above == LEAD else []) + [FIRST, SECOND, THIRD, FOURTH]


def test_the_title_is_the_one_that_most_places_have() -> None:
    head = (
        '<meta property="og:title" content="You won’t believe what rolls again in Hillmouth">'
        "<title>Hillmouth brings its trams back | Hill Herald</title>"
    )
    body = f"<h1>Hillmouth brings its trams back</h1>{''.join(ARTICLE)}"
    page = read_page(f"<html><head>{head}</head><body><article>{body}</article></body></html>")
    assert page.title == "Hillmouth brings its trams back"


def test_a_text_beside_its_headline_is_doubted() -> None:
    """A comment is the longest text in an <article>, and the report lies in a box of its own."""
    comment = " ".join(["I have always said that cats are better than dogs, and nobody ever listened."] * 9)
    html = (
        "<html><body><h1>Council of Hillmouth votes for the harbour tram</h1>"
        f"<article><p>{comment}</p></article><div class='x'>{''.join(ARTICLE * 8)}</div></body></html>"
    )
    assert FIRST in read_page(html).text
