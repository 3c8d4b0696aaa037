"""The dead-man check: a day that does not come is noticed, and the next process that starts tells the office.

What lives here: what counts as too long, and telling it once. When the day last ended well is kept by `store/pulse.py`.
"""

import datetime as dt

from arshjul.flows.moving_on import tell_office as tell
from arshjul.flows.parts import Parts
from arshjul.notifications.office_words import Note
from arshjul.store import pulse
from arshjul.store.office_notes import NoteRow

TOO_LONG = dt.timedelta(hours=26)
"""A day and two hours, so that a run that is a little late is no alarm."""


def day_ended_well(parts: Parts) -> None:
    """Note it. To be called last of all that a day does."""
    with parts.database.write() as connection:
        pulse.note_day(connection, parts.moment.at)


def is_late(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a day should have ended well since; where none ever has, nothing is late yet."""
    return last is not None and now - last > TOO_LONG


def tell_office(parts: Parts) -> bool:
    """Tell the office, once per silence, that the day has not been run; True when this call wrote it.

    A clock set by hand says nothing of the machine, so a run with such a clock tells nobody.
    """
    moment = parts.moment
    with parts.database.read() as connection:
        last = pulse.last_day(connection)
    if last is None or moment.at != moment.recorded_at or not is_late(last, moment.at):
        return False
    note = NoteRow(Note.NO_DAY.value, last.isoformat(), {"since": last.isoformat()})
    with parts.database.write() as connection:
        return tell(connection, parts, note)
