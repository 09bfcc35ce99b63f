"""What a page lays around and into its article goes out of its tree, before the text is read.

The text extractor knows navigation, share bars and comments. What is left is what stands between the
paragraphs: links to other articles, boxes that only show when they are pointed at, words for screen readers,
and columns that advertisements cut an article into.
"""

from __future__ import annotations

import re
from collections import defaultdict

from lxml.html import HtmlElement

_HIDDEN = re.compile(
    r"(?i)(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:-text)?|assistive-text|tooltip\w*|popover"
    r"|rollover)(?:$|[\s_-])"
)
"""Class names of what is not seen until something is pointed at, and of what is only read aloud."""

_MAY_BE_HIDDEN = ("span", "div", "p", "a", "em", "b", "strong", "ul")
LARGEST_HIDDEN = 0.15
"""Of the page's characters; a larger element is the article, whatever its class says."""

_LINES = ("p", "h2", "h3", "h4")
SHORTEST_LINK_LINE = 25
"""Characters; a shorter line of nothing but a link may be a name or a subheading."""
_EDGES = " :•|»>*–—-.,[]()"
_INVITATION = re.compile(
    r"(?i)(?:(?:please )?(?:related|read|see|watch|listen|also|more|don['’]t miss|up next|lire|à lire|leggi|lea"
    r"|leer|lee|leia|lesen|mehr zum thema|siehe auch|auch interessant)\b[^.!?]{0,60})"
)
"""What stands before a link to another article."""
_ADDRESS = re.compile(r"(?i)^\S+$")

_BODY_CLASS = re.compile(r"(?i)body|article|content|text|story")
LONG_PARAGRAPH = 80
"""Characters; captions and labels are shorter."""


def strip_furniture(tree: HtmlElement) -> None:
    """Take out of a page's tree what is no part of its article, and bring the article's columns together."""
    _drop_hidden(tree)
    _drop_links_to_others(tree)
    _join_columns(tree)


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _drop_hidden(tree: HtmlElement) -> None:
    room = LARGEST_HIDDEN * len(_text(tree))
    for element in list(tree.iter(*_MAY_BE_HIDDEN)):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(named) > 1 and _HIDDEN.search(named) and len(_text(element)) < room:
            _drop(element)


def _drop_links_to_others(tree: HtmlElement) -> None:
    """Lines, and lists of lines, that are nothing but a link to another article."""
    for line in list(tree.iter(*_LINES)):
        if _is_link_line(line):
            _drop(line)
    for listed in list(tree.iter("ul", "ol")):
        items = list(listed.iter("li"))
        if len(items) > 1 and all(_is_link_line(item) for item in items):
            _drop(listed)


def _is_link_line(line: HtmlElement) -> bool:
    links = [_text(link) for link in line.iter("a") if (link.get("href") or "#")[0] != "#"]
    if not links:
        return False
    rest = _text(line)
    if len(rest) < SHORTEST_LINK_LINE or any(_ADDRESS.match(link) for link in links):
        return False
    for link in links:
        rest = rest.replace(link, "", 1)
    rest = rest.strip(_EDGES)
    return not rest or _INVITATION.fullmatch(rest) is not None


def _join_columns(tree: HtmlElement) -> None:
    """Where an article stands in several boxes of one kind, all of it moves into the first.

    Extractors take the first box that looks like an article's body. Several articles on one page are several
    <article> elements, or boxes in each other: they stay as they are.
    """
    boxes: dict[tuple[str, str], list[HtmlElement]] = defaultdict(list)
    for box in tree.iter("div", "section"):
        name = box.get("class") or ""
        if _BODY_CLASS.search(name) and _has_paragraphs(box):
            boxes[box.tag, name].append(box)
    for first, *others in boxes.values():
        if all(_same_article(first, other) for other in others):
            for other in others:
                first.extend(list(other))


def _has_paragraphs(box: HtmlElement) -> bool:
    long = (paragraph for paragraph in box.iterchildren("p") if len(_text(paragraph)) > LONG_PARAGRAPH)
    return next(long, None) is not None and next(long, None) is not None


def _same_article(one: HtmlElement, other: HtmlElement) -> bool:
    around = list(other.iterancestors())
    return one not in around and next(one.iterancestors("article"), None) is next(
        (element for element in around if element.tag == "article"), None
    )


def _drop(element: HtmlElement) -> None:
    """Take an element out; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()
