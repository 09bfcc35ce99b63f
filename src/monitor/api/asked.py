"""A request becomes a question: the snapshot, the view and the choices of its address.

A page follows a link as far as it can and says in a banner what it left out. A program reads no banner: an
address that can't be followed to the letter gets no numbers at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from monitor.api.parameters import Parameter, read, shown
from monitor.errors import FilterError, StoreError
from monitor.opening import Called, called, known, open_version, page_names
from monitor.query.desk import Desk, is_empty
from monitor.settings import load_settings
from monitor.view.link import address, decode, encode, share_address, version_of
from monitor.view.view import View

Given = Mapping[str, Sequence[str]]


class NoStoreError(StoreError):
    """Nothing was loaded yet."""

    def __init__(self) -> None:
        super().__init__(
            "There is no data yet: nothing was loaded into the store. Load articles with `monitor ingest`, or "
            "open the app in a browser, and ask again."
        )


class NotFoundError(FilterError):
    """An id in the path that this data does not have."""


@dataclass(frozen=True, eq=False)
class Asked:
    """One request, understood.

    ``own`` are the values of the address's own parameters, with their defaults; ``place`` those in its path.
    ``given`` is everything that stood behind the question mark, ``base`` the address of the app, ``path`` that
    of this question in it.
    """

    desk: Desk
    names: Called
    view: View
    own: Mapping[str, str | int | None]
    place: Mapping[str, str]
    given: Given
    base: str
    path: str

    @property
    def pinned(self) -> View:
        """The view with the version of the data that answers."""
        snapshot = self.desk.snapshot
        return replace(self.view, version=snapshot.number, dictionary=snapshot.dictionary)

    def word(self, name: str) -> str:
        """An own parameter that is a text; empty where it was not given."""
        return str(self.own[name] or "")

    def number(self, name: str) -> int:
        """An own parameter that is a number, or has one as its default."""
        return int(self.own[name] or 0)

    def whole(self) -> str:
        """The absolute address of this question."""
        return self.address(self.given)

    def address(self, given: Given) -> str:
        """The absolute address of the same question with other parameters."""
        query = urlencode([(name, value) for name, values in given.items() for value in values])
        return f"{self.base}{self.path}?{query}" if query else f"{self.base}{self.path}"

    def page_link(self, page: str, view: View) -> str:
        """The address at which people see this view; in full length where it can't be made shorter."""
        try:
            link = share_address(self.base, page, view)
        except FilterError:
            link = self.base + address(page, view)
        # An address without any choice opens on the last days of the data, not on all of them.
        return link if "?" in link else f"{link}?measure={view.filters.measure}"


def understand(
    given: Given,
    place: Mapping[str, str],
    *,
    own: Sequence[Parameter],
    shared: Sequence[Parameter],
    base: str,
    path: str,
) -> Asked:
    """Read a request.

    Args:
        given: what stood behind the question mark, each name with its values.
        place: the values in the path.
        own: parameters that no page has.
        shared: parameters of page links that mean something at this address.
        base: the address of the app.
        path: the path of this question.

    Raises:
        FilterError: parameters that are unknown or malformed, in one sentence each.
        NoStoreError: there is no store.
        StoreError: the store can't be read; DictionaryError: a mistake in the actors or countries file.
    """
    named = {parameter.name for parameter in own}
    values = {parameter.name: read(parameter, given.get(parameter.name) or []) for parameter in own}
    linked = {name: list(found) for name, found in given.items() if name not in named}
    settings = load_settings()
    desk, names = _opened(settings.store, version_of(linked)), called(settings)
    view, problems = decode(linked, known(desk, names, page_names()))
    if problems:
        raise FilterError(
            "This address can't be followed to the letter, so it has no answer. A page would say: "
            + " ".join(problems)
        )
    allowed = {parameter.name for parameter in shared}
    for name in encode(view):
        if name not in allowed:
            raise FilterError(
                f"{shown(name)} is no parameter of {path}. Take it out; /api/v1/docs lists those that it has."
            )
    return Asked(desk, names, view, values, place, given, base, path)


def _opened(store: Path, version: int | None) -> Desk:
    """The snapshot; a missing store is told without its place on the server's disk."""
    try:
        return open_version(store, version)
    except StoreError as error:
        if is_empty(store):
            raise NoStoreError from error
        raise
