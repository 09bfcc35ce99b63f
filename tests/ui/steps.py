"""What tests of pages do again and again: open one, read it, find its panels."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from monitor.settings import PROJECT
from monitor.ui.panel import Panel

FRAME = PROJECT / "src" / "monitor" / "ui" / "frame.py"


def opened(app: AppTest, page: str, **params: str | list[str]) -> AppTest:
    """The page by its name, with these parameters in its address."""
    for name, value in params.items():
        app.query_params[name] = value
    app.switch_page(str(PROJECT / "pages" / f"{page}.py")).run()
    assert not app.exception
    return app


def panels(app: AppTest) -> dict[str, Panel]:
    """What the page has drawn, by name."""
    return {panel.name: panel for panel in app.session_state["drawn"]}


def said(app: AppTest) -> str:
    """All that the page says in words, as a reader sees it."""
    shown = "\n".join(element.value for kind in (app.text, app.caption, app.markdown) for element in kind)
    return re.sub(r"\\(.)|\u2060", r"\1", shown)
