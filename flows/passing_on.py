"""What waits unsent for somebody who has handed over goes to whoever answers now.

What lives here: doing so when a handover is recorded, and before every dispatch, for its day may come later. Handing over
itself is `handing_over.py`.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from arshjul.flows.listeners import Listeners
from arshjul.flows.news_views import LEFT
from arshjul.flows.parts import Parts
from arshjul.flows.telling import people_ids
from arshjul.models.handovers import Handed, HandedPortfolio, answers_for
from arshjul.notifications.keys import message_key
from arshjul.store import events, passing_on, reminders
from arshjul.store.passing_on import Place, Waiting


def pass_on_what_waits(parts: Parts) -> int:
    """Pass on, in one transaction, what waits for those whose day has come; returns how many notices."""
    portfolio = parts.portfolio
    if not isinstance(portfolio, HandedPortfolio):
        return 0
    heirs = _heirs(parts, portfolio.handed)
    with parts.database.read() as connection:
        if not _waiting(connection, heirs):
            return 0
    with parts.database.write() as connection:
        passed = pass_on(connection, parts, portfolio.handed)
        if passed:
            day = parts.moment.today.isoformat()
            events.append(connection, parts.moment, "messages.gathered", day, after={"passed_on": passed})
    return passed


def pass_on(connection: Connection, parts: Parts, handed: Iterable[Handed]) -> int:
    """The same in the caller's transaction, as `handed` says who has handed over to whom."""
    heirs = _heirs(parts, handed)
    rows = _waiting(connection, heirs)
    if not rows:
        return 0
    listeners = Listeners(parts, people_ids(connection, parts))
    to = {row: listeners.reached(row.actor, heirs[row.person]) for row in rows}
    new = {row: to[row] for row in passing_on.drop_known(connection, {row: one[0] for row, one in to.items()})}
    today = reminders.messages_of_today(connection, parts.moment, parts.portfolio.id, new.values(), message_key)
    passing_on.give(connection, {row: Place(one[0], today[one][0]) for row, one in new.items()})
    return len(rows)


def _heirs(parts: Parts, handed: Iterable[Handed]) -> dict[str, str]:
    """Who is told today what would be told to each who has handed over; not where the successor has left the file.

    A stand-in who has handed over too is passed by, lest things go round.
    """
    handed, today, portfolio = tuple(handed), parts.moment.today, parts.portfolio
    now = {one.old: answers_for(one.old, handed, today) for one in handed}
    told = {new: portfolio.told_instead(new, today) for new in now.values() if new in portfolio.people}
    return {old: new if told[new] in now else told[new] for old, new in now.items() if new != old and new in told}


def _waiting(connection: Connection, heirs: Mapping[str, str]) -> list[Waiting]:
    """All but what somebody who leaves is told about leaving."""
    rows = passing_on.waiting(connection, heirs) if heirs else []
    return [row for row in rows if not row.step.endswith(f".{LEFT}")]
