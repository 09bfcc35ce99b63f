"""The one that a profile is about, and what all of its parts ask about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from monitor.filters import Cell, Dimension, Filters, Sound
from monitor.query.profile import split
from monitor.ui.data import Data
from monitor.ui.panels import PLURAL, Entity


@dataclass(frozen=True, eq=False)
class Subject:
    """The one that is profiled: an actor or a country by its id, and the filters narrowed to it."""

    data: Data
    filters: Filters
    of: Entity
    key: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.data.names.of(self.of).get(self.key, self.key)

    @property
    def page(self) -> str:
        """The page on which its profile stands."""
        return PLURAL[self.of]

    @property
    def in_stories(self) -> Filters:
        """The filters where stories are counted whatever the reader counts."""
        return replace(self.filters, measure="stories")

    @property
    def sounds(self) -> tuple[Sound, ...]:
        """What is known of how it is spoken of: nobody has a stance towards a country."""
        return ("tone", "stance") if self.of == "actor" else ("tone",)

    def asked(self, by: Dimension, *, limit: int | None = None) -> pd.DataFrame:
        """The split by one dimension in the reader's measure (see :mod:`monitor.query.profile`), a copy."""
        rows: pd.DataFrame = self.data.ask(split, self.filters, self.of, (by,), limit=limit)
        return rows.copy()

    def heard(self, by: Dimension, *, limit: int | None = None) -> pd.DataFrame:
        """The same in stories, whatever the reader counts."""
        return replace(self, filters=self.in_stories).asked(by, limit=limit)

    def whole(self) -> int:
        """The number at the head of the page: what parts are parts of."""
        return int(self.data.ask(split, self.filters, self.of)["count"].iloc[0])

    def cell(self, **more: object) -> Cell:
        """What counts it, narrowed further."""
        return Cell(**{self.of: self.key, **more})  # type: ignore[arg-type]  # names of fields of Cell
