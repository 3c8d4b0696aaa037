"""What `stats` does: rows of the board counted, and the numbers as a table for people or a list for programs.

What lives here: choosing what is counted, headings and the line of totals. Counting is `calendar/statistics.py`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from arshjul.app import clock
from arshjul.app.boards import rows_of
from arshjul.app.listing import Format, show
from arshjul.app.looking_back import must_be_past
from arshjul.app.terminal import line
from arshjul.calendar.date_words import short_date
from arshjul.calendar.statistics import STATS_KEYS, By, Tally, tally, total
from arshjul.calendar.wording import KIND_WORDS, word
from arshjul.flows.board import counted
from arshjul.flows.parts import open_parts
from arshjul.flows.settings import Settings, out_folder
from arshjul.models.codes import Kind
from arshjul.models.lang import get_lang, say


class Asked(NamedTuple):
    """What is to be counted, by what, and as known when."""

    year: int | None
    actor: str | None
    kind: Kind | None
    by: Sequence[str]
    known_at: dt.datetime | None


def stats_command(found: Settings, asked: Asked, as_of: str | None, fmt: Format) -> None:
    """Count what the board shows; a table ends with the totals, lists hold the groups only."""
    moment = clock.now(as_of)
    must_be_past(asked.known_at, moment)
    with open_parts(found, moment, out_folder(None)) as parts:
        rows = rows_of(parts, asked.actor, asked.known_at)
    rows = [row for row in rows if asked.year in (None, row.year) and asked.kind in (None, row.kind)]
    by = [By(word) for word in asked.by]
    lines = tally(counted(rows), by)
    if fmt is not Format.TABLE:
        show([one.as_row() for one in lines], STATS_KEYS, fmt, {})
        return
    if not lines:
        line(say("ingen leveranser å telle", "no deliverables to count"), error=True)
        return
    day = short_date(moment.today, get_lang())
    title = say(f"I tide, komplett, godtatt per {day} {moment.today.year}",
                f"On time, complete, accepted on {day} {moment.today.year}")  # fmt: skip
    shown = [*map(_for_people, lines), _for_people(total(lines)) | {by[0].value: say("I alt", "In all")}]
    show(shown, STATS_KEYS, fmt, _columns(by), title, ("inferred", "none"))


def _for_people(one: Tally) -> dict[str, Any]:
    row = one.as_row()
    row["kind"] = word(KIND_WORDS, one.kind, get_lang()) if one.kind else ""
    row["actor"] = one.actor or ""
    row["period"] = one.period or ""
    return row


def _columns(by: Sequence[By]) -> dict[str, str]:
    groups = {By.ACTOR: say("Aktør", "Actor"), By.KIND: say("Type", "Kind"), By.PERIOD: say("Kvartal", "Quarter")}
    numbers = {
        "total": say("I alt", "Total"), "on_time": say("I tide", "On\ntime"), "late": say("For\nsent", "Late"),
        "overdue": say("Over\nfristen", "Over-\ndue"), "not_due": say("Ikke\nforfalt", "Not\ndue"),
        "undated": say("Uten\ndato", "Un-\ndated"), "disputed": say("Uav-\nklart", "Dis-\nputed"),
        "waived": say("Fra-\nfalt", "Waived"), "inferred": say("Utledet\ndato", "Inferred\ndate"),
        "complete": say("Kom-\nplett", "Com-\nplete"), "incomplete": say("Mangel-\nfull", "Incom-\nplete"),
        "none": say("Ikke\nvurdert", "Not\njudged"), "accepted": say("God-\ntatt", "Ac-\ncepted"),
    }  # fmt: skip
    return {one.value: groups[one] for one in By if one in by} | numbers
