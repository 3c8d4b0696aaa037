"""Distrust emptiness: an actor or a source that always gave something and now gives nothing is a fault by name.

What lives here: pure decisions over plain values. Whether anything is late is `calendar/timeliness.py`; a
silence is reported beside that, because the cause may lie with the source and not with the actor.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from arshjul.models.schema_words import printable
from arshjul.reports.sources.base import Fault

GONE_SILENT = "gone_silent"
SOURCE_EMPTY = "source_empty"


@dataclass(frozen=True, slots=True)
class Expected:
    """One deliverable of an actor, as far as silence goes.

    `due` is the last day on which nobody is late (the latest date stated, while that is disputed; None when it has
    no date). Waived and cancelled deliverables are left out by the caller: nobody waits for them.
    """

    key: str
    title_nb: str
    title_en: str
    document_type: str
    due: dt.date | None
    delivered: bool


def gone_silent(expected: Sequence[Expected], today: dt.date) -> list[Fault]:
    """A fault for each overdue deliverable whose earlier occurrences, one at least, were all delivered.

    `expected` holds one actor's deliverables, delivered ones too; `today` is the civil date in Oslo. A fault is
    named by the deliverable's key. Only the first of several silences is told: after it, "always" is not true.
    """
    faults = []
    for item in expected:
        if item.due is None or item.delivered or today <= item.due:
            continue
        before = [
            other.delivered
            for other in expected
            if other.document_type == item.document_type and other.due is not None and other.due < item.due
        ]
        if before and all(before):
            nb = f"{item.title_nb}: ingenting er mottatt, men alle tidligere ({len(before)}) kom; sjekk kilden og spør aktøren"
            en = f"{item.title_en}: nothing has arrived, but all earlier ones ({len(before)}) did; check the source and ask the actor"
            faults.append(Fault(GONE_SILENT, item.key, nb, en, item.key))
    return faults


def source_empty(name: str, before: int | None, seen: int) -> list[Fault]:
    """A fault when the source called `name` held `before` files at the last look (None: no look yet) and now none."""
    if not before or seen:
        return []
    shown = printable(name)
    files = ("1 fil", "1 file") if before == 1 else (f"{before} filer", f"{before} files")
    nb = f"{shown}: kilden er tom, men viste {files[0]} sist; sjekk at den fortsatt peker til riktig sted"
    en = f"{shown}: the source is empty, but showed {files[1]} last time; check that it still points to the right place"
    return [Fault(SOURCE_EMPTY, name, nb, en)]
