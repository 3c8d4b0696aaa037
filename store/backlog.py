"""Messages decided on an earlier day and never sent: what they hold goes out in today's, in one.

What lives here: moving notices. A message whose sending was begun keeps its key and is not touched here.
"""

from typing import Any

from sqlalchemy import Connection, func, select, update

from arshjul.models.moment import Moment
from arshjul.models.tables_messages import MessageState
from arshjul.store import events, reminders
from arshjul.store.schema import MESSAGE, NOTICE, OFFICE_NOTE


def gather(connection: Connection, moment: Moment, portfolio: str, key_of: Any) -> int:
    """Fold earlier days' waiting messages into today's, one per person and channel; returns how many were folded.

    `key_of` as in `reminders.write_decision`. Tries are carried over, so that a dead address is given up some day. One of
    which something may have gone out keeps its key, by which a repetition is known, and waits for that to be found out.
    """
    here = (MESSAGE.c.state == MessageState.PENDING.value) & (MESSAGE.c.day < moment.today)
    here &= MESSAGE.c.tried_at.is_(None)
    query = select(MESSAGE.c.person_id, MESSAGE.c.channel, func.max(MESSAGE.c.attempts).label("attempts"))
    waiting = list(connection.execute(query.where(here).group_by(MESSAGE.c.person_id, MESSAGE.c.channel)))
    if not waiting:
        return 0
    ours = [(row.person_id, row.channel) for row in waiting]
    today = reminders.messages_of_today(connection, moment, portfolio, ours, key_of)
    folded = 0
    for row in waiting:
        new, _ = today[row.person_id, row.channel]
        old = here & (MESSAGE.c.person_id == row.person_id) & (MESSAGE.c.channel == row.channel)
        moved = select(MESSAGE.c.id).where(old)
        for table in (NOTICE, OFFICE_NOTE):
            connection.execute(update(table).where(table.c.message_id.in_(moved)).values(message_id=new))
        tried = update(MESSAGE).where(MESSAGE.c.id == new, MESSAGE.c.attempts < row.attempts)
        connection.execute(tried.values(attempts=row.attempts))
        gone = update(MESSAGE).where(old).values(state=MessageState.CANCELLED.value)
        folded += connection.execute(gone).rowcount
    events.append(connection, moment, "messages.gathered", moment.today.isoformat(), after={"messages": folded})
    return folded
