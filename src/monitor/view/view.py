"""The one value behind a page: filters, the choices of the page, and the version of the data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor.filters import Bucket, Cell, Filters, Order, Scale
from monitor.view.options import OPTIONS, options_of

Chosen = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class View:
    """One view of the data: the filters shared by all pages, and the choices of single pages.

    ``cell`` narrows a list of articles to those counted in one mark, ``back`` is the page on which it was
    clicked. ``bucket`` None means: the one that suits the span. ``number`` is the page of a list, from 1.
    ``options`` are the choices of the page, by name in alphabetical order, without those at their default; read
    them with :meth:`option` and :meth:`several`, change them with :meth:`choose`. ``version`` is the number of
    the snapshot, None for the newest; ``dictionary`` the version of the dictionary it was read with, or "".
    """

    filters: Filters = field(default_factory=Filters)
    cell: Cell | None = None
    bucket: Bucket | None = None
    scale: Scale = "share"
    sort: Order = "newest"
    number: int = 1
    article: str | None = None
    back: str | None = None
    options: Chosen = ()
    version: int | None = None
    dictionary: str = ""

    def several(self, name: str) -> tuple[str, ...]:
        """The values of an option; its default where nothing was chosen.

        Raises:
            KeyError: no such option.
        """
        return dict(self.options).get(name, OPTIONS[name].default)

    def option(self, name: str) -> str:
        """The only value of an option; empty where there is none.

        Raises:
            KeyError: no such option.
        """
        return next(iter(self.several(name)), "")

    def choose(self, **chosen: str | tuple[str, ...]) -> View:
        """The view with other values of some options; an empty value goes back to the default.

        Raises:
            KeyError: no such option.
        """
        values = dict(self.options)
        for name, value in chosen.items():
            several = (value,) if isinstance(value, str) and value else tuple(value)
            if several and several != OPTIONS[name].default:
                values[name] = several
            else:
                values.pop(name, None)
        return replace(self, options=tuple(sorted(values.items())))


def for_page(view: View, page: str, remembered: Chosen = ()) -> View:
    """The view for another page: filters, series choices and the version stay, the cell and the place go.

    ``remembered`` are the choices that the page had before.
    """
    own = {option.name for option in options_of(page)}
    return View(
        filters=view.filters,
        bucket=view.bucket,
        scale=view.scale,
        options=tuple((name, values) for name, values in remembered if name in own),
        version=view.version,
        dictionary=view.dictionary,
    )


def with_filters(view: View, filters: Filters) -> View:
    """The view after a filter changed: a list starts again from its first page."""
    return replace(view, filters=filters, number=1)
