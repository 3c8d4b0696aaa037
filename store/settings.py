"""Facts about the database itself.

What lives here: the portfolio it belongs to, so that two portfolios never mix in one database.
"""

from sqlalchemy import Connection, insert, select

from arshjul.store.schema import SETTING

_PORTFOLIO = "portfolio"


def bound_portfolio(connection: Connection) -> str | None:
    """The portfolio this database belongs to; None while it is nobody's."""
    found = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _PORTFOLIO)).scalar()
    return None if found is None else str(found)


def bind_portfolio(connection: Connection, portfolio: str) -> str:
    """The portfolio this database belongs to; an unbound one is bound to `portfolio`."""
    found = bound_portfolio(connection)
    if found is None:
        connection.execute(insert(SETTING).values(name=_PORTFOLIO, value=portfolio))
    return found or portfolio
