"""Who is in the dictionary: actors and countries, searched by any of their names."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from monitor.annotate.dictionary import Country
from monitor.annotate.folding import fold
from monitor.filters import Cell, Filters
from monitor.query.counts import counts
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.dictionary_form import begin_adding
from monitor.ui.evidence import CLICKS
from monitor.ui.panel import Column, Panel, draw
from monitor.ui.panels import denominator
from monitor.ui.state import choose, current, face

_FIND_CHARACTERS = 200


def actors_part(data: Data) -> None:
    """The actors with their numbers in the current filters; a row opens its entry."""
    view = current()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Find",
            key=face("dictionary_find", view.option("find").removeprefix("search:")),
            on_change=_looked_for,
            max_chars=_FIND_CHARACTERS,
            placeholder="a name, an alias or an id",
            icon=":material/search:",
        )
        st.selectbox(
            "Kind",
            KINDS,
            format_func=lambda kind: kind.replace("-", " ").capitalize(),
            key=face("dictionary_kind", view.option("sort_of")),
            on_change=lambda: choose(sort_of=st.session_state["dictionary_kind"]),
            width=170,
        )
        if data.settings.edit:
            st.button(
                "New actor", icon=":material/add:", key="dictionary_new", on_click=begin_adding, type="primary"
            )
    rows = actor_rows(data, view.filters, view.option("find").removeprefix("search:"), view.option("sort_of"))
    if rows.empty:
        st.text("No actor in the dictionary has such a name. Try a part of it, or another kind.")
        return
    every = len(data.dictionary.actors)
    draw(
        Panel(
            name="dictionary_actors",
            title=f"{len(rows):,} of {words.counted(every, 'actors')}",
            page="dictionary",
            rows=rows,
            columns={
                "name": Column("Name", width="medium"),
                "count": Column(view.filters.measure.capitalize(), "number", "In the filters on the left."),
                "kind": Column("Kind"),
                "country_name": Column("Country"),
                "names": Column("Names", "number", "Its name, aliases and weak aliases."),
                "actor": Column("Id"),
            },
            cells=[Cell(actor=row.actor) if row.count else None for row in rows.itertuples()],
            said=denominator(
                data, _counted(view.filters), f"{view.filters.measure.capitalize()} that name them"
            ),
            filters=_counted(view.filters),
        ),
        _table,
    )
    st.caption("Choose a row to open its entry.")


KINDS = ("any", "person", "organisation", "armed-group", "party", "government", "company")


def actor_rows(data: Data, filters: Filters, find: str, kind: str) -> pd.DataFrame:
    """Actors that pass, the most named first: ``actor, name, kind, country, country_name, names, count``."""
    named = data.ask(counts, _counted(filters), ("actor",))
    number = dict(zip(named["actor"], named["count"], strict=True))
    wanted = None if kind == "any" else kind.replace("-", " ")
    sought = _plain(find)
    found = [
        {
            "actor": actor.id,
            "name": actor.name,
            "kind": actor.kind,
            "country": actor.country,
            "country_name": data.names.country(actor.country) if actor.country else None,
            "names": len({*actor.aliases, *actor.weak}),
            "count": int(number.get(actor.id, 0)),
        }
        for actor in data.dictionary.actors.values()
        if wanted in (None, actor.kind) and _is_called(sought, (actor.id, *actor.aliases, *actor.weak))
    ]
    columns = ["actor", "name", "kind", "country", "country_name", "names", "count"]
    rows = pd.DataFrame(found, columns=columns)
    return rows.sort_values(["count", "name"], ascending=[False, True], ignore_index=True)


def countries_part(data: Data) -> None:
    """The countries with their names; they are changed in their file."""
    view = current()
    st.text_input(
        "Find",
        key=face("dictionary_find", view.option("find").removeprefix("search:")),
        on_change=_looked_for,
        max_chars=_FIND_CHARACTERS,
        placeholder="a country, a people or a city",
        icon=":material/search:",
    )
    filters = _counted(view.filters)
    named = data.ask(counts, filters, ("country",))
    number = dict(zip(named["country"], named["count"], strict=True))
    sought = _plain(view.option("find").removeprefix("search:"))
    rows = pd.DataFrame(
        [
            {
                "country": country.iso,
                "name": country.name,
                "names": ", ".join(name for name in country.names if name != country.name),
                "demonyms": ", ".join(country.demonyms),
                "capitals": ", ".join(country.capitals),
                "cities": ", ".join((*country.cities, *country.regions, *country.cued)),
                "count": int(number.get(country.iso, 0)),
            }
            for country in data.dictionary.countries.values()
            if _is_called(sought, _names_of(country))
        ],
        columns=["country", "name", "names", "demonyms", "capitals", "cities", "count"],
    ).sort_values(["count", "name"], ascending=[False, True], ignore_index=True)
    if rows.empty:
        st.text("No country in the dictionary has such a name or city.")
        return
    draw(
        Panel(
            name="dictionary_countries",
            title=f"{len(rows):,} of {len(data.dictionary.countries):,} countries",
            page="dictionary",
            rows=rows,
            columns={
                "name": Column("Country", width="medium"),
                "count": Column(view.filters.measure.capitalize(), "number", "In the filters on the left."),
                "demonyms": Column("People"),
                "capitals": Column("Capital"),
                "names": Column("Other names"),
                "cities": Column("Cities and regions", width="large"),
            },
            cells=[Cell(country=row.country) if row.count else None for row in rows.itertuples()],
            said=denominator(
                data,
                filters,
                f"Countries {filters.country_role}",
                "Names and cities are kept in the file countries.yaml",
            ),
            filters=filters,
            hint="Choose a row to read its articles.",
        )
    )


def _table(panel: Panel) -> None:
    """A table whose rows open their entries."""
    ids = list(panel.rows["actor"])
    key = f"dictionary_table_{hash(tuple(ids))}_{st.session_state.get(CLICKS, 0)}"
    shown = pd.DataFrame({column.title: list(panel.rows[name]) for name, column in panel.columns.items()})
    event = st.dataframe(
        shown,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        alt="The actors of the dictionary",
        height=560,
        column_config={
            column.title: st.column_config.NumberColumn(format="localized", width="small", help=column.help)
            if column.kind == "number"
            else st.column_config.TextColumn(width=column.width)
            for column in panel.columns.values()
        },
        placeholder="–",
    )
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(ids):
        st.session_state[CLICKS] = st.session_state.get(CLICKS, 0) + 1
        choose(entry=f"actor:{ids[chosen[0]]}")
        st.rerun()


def _counted(filters: Filters) -> Filters:
    """The filters without a choice of actors and countries: everybody's stories are wanted."""
    return filters.without_entities()


def _looked_for() -> None:
    text = " ".join(st.session_state["dictionary_find"].split())
    printable = "".join(letter for letter in text if letter.isprintable())
    choose(find=f"search:{printable}" if printable else "")


def _is_called(sought: str, names: Iterable[str]) -> bool:
    return not sought or any(sought in _plain(name) for name in names)


def _names_of(country: Country) -> tuple[str, ...]:
    everything = (
        country.names,
        country.demonyms,
        country.capitals,
        country.cities,
        country.regions,
        country.cued,
    )
    return (country.iso, *(name for names in everything for name in names))


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
