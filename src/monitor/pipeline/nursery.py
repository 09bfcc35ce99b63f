"""Importing this loads what every process that annotates needs and no dictionary changes: it is loaded once, in
the process from which the others are forked, and they share its memory.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary
from monitor.article import RawArticle
from monitor.errors import MonitorError
from monitor.memory import do_without_pandas, spare_memory
from monitor.pipeline.prepare import Workshop, name_article

_SAMPLE = RawArticle(
    # Asks every model: the language is not plain, and somebody speaks.
    title="Været i dag",
    text="Dagens vær er fint. Ana Example said: “The river is high,” and left.",
    source="",
)

do_without_pandas()
spare_memory()
with suppress(MonitorError):  # a model that can't be had is told of by the process that wants it
    _workshop = Workshop(Annotator(Dictionary({}, {}, "")), "", ZoneInfo("UTC"))
    _workshop.prepare([name_article(_SAMPLE, datetime.now(UTC))], frozenset())
    _workshop.annotator.judge_targets("Ana Example left.", [(0, 11)])  # the dictionary here names nobody
gc.collect()
gc.freeze()  # the collector writes into what it looks at, and a page that is written to is shared no more
