"""The roles of the portfolio file as they have been, so that a past board names those who answered then.

What lives here: rows. What a body says is `models/roles.py`.
"""

import datetime as dt

from sqlalchemy import Connection, insert, select

from arshjul.models.moment import Moment
from arshjul.models.portfolio import Portfolio
from arshjul.models.roles import roles_of, with_roles
from arshjul.store import events
from arshjul.store.schema import EVENT, PERSON, ROLES


def keep(connection: Connection, moment: Moment, portfolio: Portfolio) -> bool:
    """Write down who holds which role, when that is not what was written last; whether it was."""
    body = roles_of(portfolio)
    last = connection.execute(select(ROLES.c.body).order_by(ROLES.c.id.desc()).limit(1)).scalar()
    if last == body:
        return False
    seq = events.append(connection, moment, "people.assigned", portfolio.id)
    connection.execute(insert(ROLES).values(body=body, event_seq=seq))
    return True


def as_known(connection: Connection, portfolio: Portfolio, known_at: dt.datetime) -> Portfolio:
    """The portfolio with the roles of its file as they were known; as it is where nothing had been written by then."""
    query = select(ROLES.c.body).join(EVENT, EVENT.c.seq == ROLES.c.event_seq).where(EVENT.c.at <= known_at)
    body = connection.execute(query.order_by(ROLES.c.id.desc()).limit(1)).scalar()
    if body is None or body == roles_of(portfolio):
        return portfolio
    called = {row.slug: row.name for row in connection.execute(select(PERSON.c.slug, PERSON.c.name))}
    return with_roles(portfolio, body, called)
