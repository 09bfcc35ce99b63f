"""One entry of the dictionary: its numbers, the form that changes it, and what the change would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from monitor.annotate.dictionary import KINDS, Actor, Dictionary, Role
from monitor.errors import DictionaryError, MonitorError
from monitor.filters import Cell
from monitor.pipeline.edit import (
    Edited,
    Opened,
    make_actor,
    new_id,
    open_dictionary,
    save,
    with_actor,
    without_actor,
)
from monitor.query.counts import counts
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.dictionary_preview import preview_part
from monitor.ui.dictionary_reading import begin_reading
from monitor.ui.evidence import open_evidence
from monitor.ui.panel import quiet_text
from monitor.ui.search_names import searchable
from monitor.ui.site import go_to
from monitor.ui.state import choose, current, face
from monitor.view.view import for_page

_DRAFTS, _ADDING, _SAVES = "dictionary_drafts", "dictionary_adding", "dictionary_saves"
NEW = ""
"""Under what the draft of a new actor is kept."""

LISTS = {
    "aliases": (
        "Aliases, one a line",
        "Always count. One-word names are case-sensitive, longer ones not; accents and hyphens make no "
        "difference. Beside the full name, family and given names, initials, a company's first word and other "
        "spellings count without being listed.",
    ),
    "weak": (
        "Weak aliases, one a line",
        "Count only beside an alias or a word of context in the same article: acronyms, and words that also "
        "mean something else.",
    ),
    "context": ("Words of context, one a line", "Beside one of these, a weak alias counts."),
    "exclude": ("Excluded, one a line", "Longer names inside which this actor must not count."),
}


@dataclass
class Draft:
    """What stands in a form and is not saved; it waits until its reader comes back.

    ``base`` is the entry that the form began with, ``roles`` are those that its table began with, and ``turn``
    makes the table begin anew.
    """

    values: dict[str, Any]
    base: Actor | None = None
    roles: list[dict[str, Any]] = field(default_factory=list)
    turn: int = 0


def is_adding() -> bool:
    """Whether the form of a new actor is open."""
    return bool(st.session_state.get(_ADDING))


def begin_adding(name: str = "", kind: str = KINDS[0]) -> None:
    """Callback: open the form of a new actor, with a suggestion in it or with what was left in it."""
    st.session_state[_ADDING] = True
    if name:
        drafts()[NEW] = Draft({**_values(None), "name": name, "kind": kind})


def drafts() -> dict[str, Draft]:
    """The forms that this reader has begun, by the id of the entry."""
    found: dict[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    return found


def drafts_notice(data: Data) -> None:
    """Say which forms wait with unsaved changes, and lead there."""
    waiting = [id_ for id_, draft in drafts().items() if _is_changed(draft)]
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="dictionary_waiting"):
        st.text("Not saved yet:")
        for id_ in waiting[:6]:
            name = data.names.actor(id_) if id_ else drafts()[NEW].values["name"] or "New actor"
            st.button(
                words.as_text(name),
                key=f"waiting_{id_}",
                icon=":material/edit:",
                on_click=_reopen,
                args=(id_,),
            )


def entry_part(data: Data, id_: str) -> None:
    """Draw an entry: its head, then form and preview side by side; on a phone under each other."""
    id_ = NEW if is_adding() else id_
    try:
        opened = open_dictionary(data.settings)
    except MonitorError as error:
        st.text(str(error))
        return
    actor = opened.dictionary.actors.get(id_)
    st.button(
        "All actors", icon=":material/arrow_back:", key="dictionary_back", type="tertiary", on_click=_leave
    )
    if id_ and actor is None:
        st.text(f"The dictionary of today has no entry {id_}. It was removed, or the data is older.")
        return
    _head(data, actor)
    if not data.settings.edit:
        _read_only(data, actor)
        return
    draft = drafts().setdefault(id_, Draft(_values(actor), actor))
    if draft.base != actor and not _is_changed(draft):
        draft = drafts()[id_] = Draft(_values(actor), actor, turn=draft.turn + 1)
    left, right = st.columns([1, 1], gap="large")
    with left:
        wanted = _form(data, opened, draft, actor)
        edited, problem = _edited(opened, wanted, actor)
        if problem:
            with st.container(border=True, key="entry_problem"):
                st.text(problem)
        if draft.base != actor:
            _overtaken(id_, draft, actor)
            edited = None
        _actions(data, id_, wanted, edited, opened)
    with right:
        if edited is None:
            quiet_text("A preview of the numbers comes as soon as the form can be saved.")
        elif edited.dictionary == opened.dictionary:
            quiet_text("Change something to see what it would do to the numbers.")
        else:
            preview_part(data, edited.dictionary, wanted.id)


def _head(data: Data, actor: Actor | None) -> None:
    if actor is None:
        st.header("New actor", anchor=False)
        return
    st.header(words.as_text(actor.name), anchor=False)
    where = f", {data.names.country(actor.country)}" if actor.country else ""
    quiet_text(f"{actor.kind.capitalize()}{where} · id {actor.id}")
    filters = current().filters.without_entities()
    found = data.ask(counts, replace(filters, actors=(actor.id,)), ("actor",))
    number = int(found["count"].sum())
    if not number:
        quiet_text(f"No {filters.measure} in the filters on the left name it.")
    with st.container(horizontal=True):
        cell = Cell(actor=actor.id)
        if number and st.button(
            f"Read its {words.counted(number, filters.measure)}",
            icon=":material/article:",
            key="entry_evidence",
        ):
            open_evidence(cell, "dictionary", filters)
        if st.button("Profile", icon=":material/person_search:", key="entry_profile"):
            view = for_page(current(), "actors").choose(profile=f"actor:{actor.id}")
            go_to("actors", view)


def _read_only(data: Data, actor: Actor | None) -> None:
    if actor is None:
        return
    for key, (title, _) in LISTS.items():
        found = [name for name in getattr(actor, key) if name != actor.name]
        if found:
            st.text(f"{title.partition(',')[0]}: {', '.join(found)}")
    for role in actor.roles:
        where = f", {data.names.country(role.country)}" if role.country else ""
        st.text(f"{role.title}{where}, {role.from_ or '…'} – {role.to or '…'}")
    if actor.parent:
        st.text(f"Part of: {data.names.actor(actor.parent)}")


def _form(data: Data, opened: Opened, draft: Draft, actor: Actor | None) -> Actor:
    """The fields; gives the actor that stands in them."""
    _text("name", "Name", draft, max_chars=200, help="What is shown, and an alias too.")
    with st.container(horizontal=True):
        _choice("kind", "Kind", KINDS, draft, str.capitalize)
        countries = ["", *sorted(opened.dictionary.countries, key=data.names.country)]
        _choice("country", "Country", countries, draft, lambda iso: data.names.country(iso) if iso else "None")
    for key in ("aliases", "weak"):
        _list(key, draft)
    with st.container(horizontal=True):
        for key in ("context", "exclude"):
            with st.container():
                _list(key, draft)
    _roles(opened.dictionary, draft, actor)
    parents = ["", *sorted(opened.dictionary.actors, key=lambda id_: data.names.actor(id_).casefold())]
    _choice(
        "parent",
        "Part of",
        parents,
        draft,
        lambda id_: (
            searchable(opened.dictionary.actors[id_].name) if id_ in opened.dictionary.actors else "Nothing"
        ),
    )
    values = draft.values
    if actor is None:
        taken = frozenset(opened.dictionary.actors)
        suggested = new_id(values["name"], taken) if values["name"].strip() else ""
        _text("id", "Id", draft, placeholder=suggested, help="Stands in links and can't be changed later.")
        id_ = values["id"].strip() or suggested
    else:
        id_ = actor.id
    return make_actor(
        id_=id_,
        name=values["name"],
        kind=values["kind"],
        country=values["country"],
        parent=values["parent"],
        roles=[_role(row) for row in values["roles"] if any(row.values())],
        **{key: values[key].splitlines() for key in LISTS},
    )


def _text(key: str, label: str, draft: Draft, **options: Any) -> None:
    st.text_input(
        label, key=face(f"entry_{key}", draft.values[key]), on_change=_typed, args=(key, draft), **options
    )


def _list(key: str, draft: Draft) -> None:
    label, help_ = LISTS[key]
    st.text_area(
        label,
        key=face(f"entry_{key}", draft.values[key]),
        on_change=_typed,
        args=(key, draft),
        height="content",
        help=help_,
    )


def _choice(key: str, label: str, options: Sequence[str], draft: Draft, says: Any) -> None:
    value = draft.values[key]
    st.selectbox(
        label,
        options if value in options else [*options, value],
        format_func=says,
        key=face(f"entry_{key}", value),
        on_change=_typed,
        args=(key, draft),
    )


def _typed(key: str, draft: Draft) -> None:
    draft.values[key] = st.session_state[f"entry_{key}"] or ""


ROLE_COLUMNS = ("title", "country", "from_", "to")


def _roles(dictionary: Dictionary, draft: Draft, actor: Actor | None) -> None:
    """The offices as a small table; what it began with must not change while it is edited."""
    key = f"entry_roles_{actor.id if actor else NEW}_{draft.turn}"
    if key not in st.session_state:
        draft.roles = [dict(row) for row in draft.values["roles"]]
    st.markdown(
        "Offices",
        help="“The defence minister” then counts as the holder on the day. Leave a day out where "
        "it is not sure; no last day: still in office.",
    )
    begun = pd.DataFrame(draft.roles, columns=list(ROLE_COLUMNS))
    for name in ("title", "country"):
        begun[name] = begun[name].astype("object")
    for name in ("from_", "to"):
        begun[name] = pd.to_datetime(begun[name])
    shown = st.data_editor(
        begun,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        alt="Offices: title, country, first day, last day",
        column_config={
            "title": st.column_config.TextColumn("Title", max_chars=120, width="medium"),
            "country": st.column_config.SelectboxColumn(
                "Country", options=sorted(dictionary.countries), width=80
            ),
            "from_": st.column_config.DateColumn("From", format="YYYY-MM-DD", min_value=date(1800, 1, 1)),
            "to": st.column_config.DateColumn("To", format="YYYY-MM-DD", min_value=date(1800, 1, 1)),
        },
    )
    draft.values["roles"] = [_row(row) for row in shown.to_dict("records")]


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table without the framework's several kinds of nothing, days as days."""
    plain: dict[str, Any] = {name: None if pd.isna(row[name]) else row[name] for name in ROLE_COLUMNS}
    for name in ("from_", "to"):
        if plain[name] is not None:
            plain[name] = pd.Timestamp(plain[name]).date()
    return plain


def _role(row: Mapping[str, Any]) -> Role:
    return Role(str(row["title"] or ""), row["country"] or None, row["from_"], row["to"])


def _values(actor: Actor | None) -> dict[str, Any]:
    """What stands in the form of an entry before anything is changed."""
    if actor is None:
        return {
            **dict.fromkeys(("id", "name", "country", "parent", *LISTS), ""),
            "kind": KINDS[0],
            "roles": [],
        }
    lists = {key: "\n".join(name for name in getattr(actor, key) if name != actor.name) for key in LISTS}
    roles = [
        {"title": role.title, "country": role.country, "from_": role.from_, "to": role.to}
        for role in actor.roles
    ]
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country or "",
        "parent": actor.parent or "",
        **lists,
        "roles": roles,
    }


def _is_changed(draft: Draft) -> bool:
    return draft.values != _values(draft.base)


def _overtaken(id_: str, draft: Draft, actor: Actor | None) -> None:
    """Somebody else saved this very entry: nobody's change is lost without being asked for."""
    with st.container(border=True, key="entry_overtaken"):
        st.text(
            "Somebody else has changed this entry since you opened this form. Nothing is saved over it: take "
            "their version, or keep yours and look at the preview again."
        )
        with st.container(horizontal=True):
            st.button("Take theirs", key="entry_theirs", on_click=_discard, args=(id_,))
            st.button("Keep mine", key="entry_mine", on_click=_rebase, args=(draft, actor))


def _rebase(draft: Draft, actor: Actor | None) -> None:
    draft.base = actor


def _edited(opened: Opened, wanted: Actor, actor: Actor | None) -> tuple[Edited | None, str]:
    """The checked dictionary with what stands in the form; else the loader's sentence on what is wrong."""
    if actor is None and not wanted.name:
        return None, ""
    try:
        return with_actor(opened, wanted, actor.id if actor else None), ""
    except DictionaryError as error:
        return None, f"{error.problem} {error.cure}"


def _actions(data: Data, id_: str, wanted: Actor, edited: Edited | None, opened: Opened) -> None:
    changed = edited is not None and edited.dictionary != opened.dictionary
    note = st.text_input(
        "Your name, and why",
        key=f"entry_note_{st.session_state.get(_SAVES, 0)}",  # empty again after each saving
        max_chars=200,
        placeholder="kept with the version",
    )
    with st.container(horizontal=True):
        saves = st.button(
            "Save", type="primary", key="entry_save", disabled=not changed, icon=":material/save:"
        )
        if changed or id_ == NEW or _is_changed(drafts()[id_]):
            st.button("Discard changes", key="entry_discard", on_click=_discard, args=(id_,))
        if id_ != NEW:
            _deletion(data, opened, wanted.id, note)
    if saves and edited is not None:
        _save(data, edited, note, id_, f"{wanted.name} is saved.", wanted.id)


def _deletion(data: Data, opened: Opened, id_: str, note: str) -> None:
    with st.popover("Delete …", icon=":material/delete:"):
        filters = replace(current().filters.without_entities(), start=None, end=None)
        found = data.ask(counts, replace(filters, actors=(id_,)), ("actor",))
        number = words.counted(int(found["count"].sum()), filters.measure)
        st.text(
            f"{data.names.actor(id_)} now counts {number}. Nobody will count in their place, unless another "
            "entry has the same names. The versions keep the entry, so it can come back."
        )
        if st.button("Delete this entry", type="primary", key="entry_delete"):
            try:
                edited = without_actor(opened, id_)
            except DictionaryError as error:
                st.text(f"{error.problem} {error.cure}")
                return
            _save(
                data,
                edited,
                note,
                id_,
                f"{data.names.actor(id_)} is deleted.",
            )


def _save(data: Data, edited: Edited, note: str, draft: str, says: str, then: str = "") -> None:
    try:
        save(data.settings, edited, note)
    except MonitorError as error:
        st.text(str(error))
        return
    drafts().pop(draft, None)
    st.session_state.pop(_ADDING, None)
    st.session_state[_SAVES] = st.session_state.get(_SAVES, 0) + 1
    begin_reading(data)
    st.toast(words.as_text(says), icon=":material/save:")
    choose(entry=f"actor:{then}" if then else "")
    st.rerun()


def _discard(id_: str) -> None:
    turn = drafts()[id_].turn + 1
    del drafts()[id_]
    if id_ == NEW:
        st.session_state.pop(_ADDING, None)
        return
    actor = open_dictionary_now().actors.get(id_)
    drafts()[id_] = Draft(_values(actor), actor, turn=turn)


def open_dictionary_now() -> Dictionary:
    """The dictionary of the data that this run shows."""
    data: Data = st.session_state["data"]
    return open_dictionary(data.settings).dictionary


def _reopen(id_: str) -> None:
    if id_ == NEW:
        begin_adding()
    else:
        choose(entry=f"actor:{id_}")


def _leave() -> None:
    st.session_state.pop(_ADDING, None)
    choose(entry="")
