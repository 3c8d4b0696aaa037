"""Giving out calendar addresses, replacing them and taking them back.

What lives here: the secret and its address, and what must hold for a subscription to be made. Rows are
`store/subscriptions.py`; the secret is given to the caller once and kept nowhere.
"""

import datetime as dt
import hashlib
from base64 import b32encode
from secrets import token_bytes
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.flows.parts import Parts
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.models.portfolio import Portfolio
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.tables_feeds import FeedScope
from arshjul.store import feed_rows, subscriptions
from arshjul.store.subscriptions import Subscription, Wish

SECRET_BYTES = 20
"""160 random bits; as base32 exactly 32 letters and digits."""


class Given(NamedTuple):
    """A new address. `secret` is known here and nowhere else."""

    id: int
    secret: str
    public_address: str

    @property
    def https(self) -> str:
        """The address most clients want."""
        return f"{self.public_address}/feeds/{self.secret}.ics"

    @property
    def webcal(self) -> str:
        """The address that opens a calendar program."""
        return "webcal://" + self.https.partition("://")[2]

    @property
    def page(self) -> str:
        """The page for people."""
        return self.https.removesuffix(".ics")


def secret_hash(secret: str) -> str:
    """What is kept of a secret: its SHA-256, hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create(parts: Parts, wish: Wish) -> Given:
    """Make a subscription. BadInput when the scope is unknown or nobody can reach the address."""
    address = public_address(parts.portfolio)
    secret = _secret()
    with parts.database.write() as connection:
        wish = wish._replace(scope=_known(connection, parts.portfolio, wish))
        return Given(subscriptions.subscribe(connection, parts.moment, wish, secret_hash(secret)), secret, address)


def rotate(parts: Parts, number: int, grace_days: int) -> Given:
    """Give a subscription a new address. BadInput when it is unknown, revoked or replaced already."""
    address = public_address(parts.portfolio)
    secret = _secret()
    with parts.database.write() as connection:
        old = _one(connection, number)
        _may_be_replaced(old, number)
        until = (parts.moment.local + dt.timedelta(days=grace_days)).astimezone(dt.UTC)  # the same time of day
        return Given(subscriptions.rotate(connection, parts.moment, old, secret_hash(secret), until), secret, address)


def _may_be_replaced(old: Subscription, number: int) -> None:
    """BadInput for one that is gone, or will be without a successor, or has one."""
    if old.revoked_at is not None:
        what, remedy = say("er trukket tilbake", "is revoked"), say("opprett et nytt", "create a new one")
        raise BadInput([Problem(_named(number), what, remedy=remedy)])
    if old.replaced_by is not None:
        new = old.replaced_by
        what = say(f"er alt erstattet av {new}", f"has been replaced by {new} already")
        remedy = say(f"bytt adresse på {new}", f"rotate {new}")
        raise BadInput([Problem(_named(number), what, remedy=remedy)])
    if old.grace_until is not None:
        day = old.grace_until.astimezone(OSLO).date()
        what = say(f"slutter å virke {day}", f"stops working on {day}")
        raise BadInput([Problem(_named(number), what, remedy=say("opprett et nytt", "create a new one"))])


def revoke(parts: Parts, number: int) -> bool:
    """Take a subscription back; False when it was already. BadInput when it is unknown."""
    with parts.database.write() as connection:
        _one(connection, number)
        return subscriptions.revoke(connection, parts.moment, number)


def public_address(portfolio: Portfolio) -> str:
    """Where the office's calendars are reached. BadInput naming the setting when it is missing."""
    if portfolio.office.public_address:
        return str(portfolio.office.public_address)
    what = say("mangler, så ingen adresse kan deles ut", "is missing, so no address can be given out")
    example = "https://kalender.example.org"
    remedy = say(
        f"skriv den i porteføljefilen, for eksempel {example}", f"put it in the portfolio file, such as {example}"
    )
    raise BadInput([Problem("office.public_address", what, remedy=remedy)])


def _secret() -> str:
    return b32encode(token_bytes(SECRET_BYTES)).decode().lower()


def _one(connection: Connection, number: int) -> Subscription:
    known = subscriptions.listing(connection)
    for one in known:
        if one.id == number:
            return one
    what = say("finnes ikke", "does not exist")
    raise BadInput([Problem(_named(number), what, remedy=nearest(str(number), [str(one.id) for one in known]))])


def _named(number: int) -> str:
    return say(f"abonnement {number}", f"subscription {number}")


def _known(connection: Connection, portfolio: Portfolio, wish: Wish) -> str:
    """The scope's id. BadInput with the nearest known one."""
    if wish.scope_kind is FeedScope.OFFICE:
        return "office"
    if wish.scope_kind is FeedScope.OWNER:
        return _person(portfolio, wish.scope)
    names = feed_rows.names(connection)
    known = sorted(names.actors if wish.scope_kind is FeedScope.ACTOR else names.initiatives)
    if not known:
        what = say("ingen årshjul er lastet", "no wheel is loaded")
        remedy = say("kjør arshjul wheel load eller arshjul day", "run arshjul wheel load or arshjul day")
        raise BadInput([Problem(say("databasen", "the database"), what, remedy=remedy)])
    if wish.scope not in known:
        noun = say(*(("aktør", "actor") if wish.scope_kind is FeedScope.ACTOR else ("tiltak", "initiative")))
        what = say(f"ukjent {noun}: {wish.scope}", f"unknown {noun}: {wish.scope}")
        raise BadInput([Problem(f"--{wish.scope_kind}", what, remedy=nearest(wish.scope, known))])
    return wish.scope


def _person(portfolio: Portfolio, named: str) -> str:
    """A person's id from an e-mail address or the id itself."""
    by_name = {slug: slug for slug in portfolio.people}
    by_name |= {person.email.lower(): slug for slug, person in portfolio.people.items()}
    found = by_name.get(named) or by_name.get(named.lower())
    if found is None:
        what = say(f"ukjent person: {named}", f"unknown person: {named}")
        remedy = nearest(named.lower(), sorted(person.email.lower() for person in portfolio.people.values()))
        raise BadInput([Problem("--owner", what, remedy=remedy)])
    return found
