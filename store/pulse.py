"""When the day last ended well: one setting, so that a day that never comes is noticed.

What lives here: reading and writing it. What follows from it is `flows/watch.py`.
"""

import datetime as dt

from sqlalchemy import Connection, delete, insert, select

from arshjul.store.schema import SETTING

_LAST_DAY = "last_day_at"


def last_day(connection: Connection) -> dt.datetime | None:
    """When the day last ended well, by its own clock, in UTC; None when it never has."""
    found = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _LAST_DAY)).scalar()
    return None if found is None else dt.datetime.fromisoformat(found)


def note_day(connection: Connection, at: dt.datetime) -> None:
    """The day has ended well. An older one than the last (a day run again by hand) changes nothing."""
    held = last_day(connection)
    if held is not None and held >= at:
        return
    connection.execute(delete(SETTING).where(SETTING.c.name == _LAST_DAY))
    connection.execute(insert(SETTING).values(name=_LAST_DAY, value=at.astimezone(dt.UTC).isoformat()))
