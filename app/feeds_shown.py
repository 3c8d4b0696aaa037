"""What the feed verbs do and print: new addresses raw on standard output, everything else in words.

What lives here: from options to the rules to words. Nothing is decided here.
"""

import datetime as dt
from typing import Any

from arshjul.app import clock
from arshjul.app.listing import Format, show
from arshjul.app.terminal import line
from arshjul.flows import subscribing
from arshjul.flows.feed_making import scope_mark
from arshjul.flows.feed_scopes import Scopes
from arshjul.flows.feeds import scopes_of
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.settings import Settings, out_folder
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem
from arshjul.models.tables_feeds import FeedScope
from arshjul.store import subscriptions
from arshjul.store.subscriptions import Subscription, Wish

FEED_KEYS = (
    "id", "label", "scope_kind", "scope", "lang", "alarms", "past_days", "future_months", "gzip", "created_at", "state",
    "grace_until", "replaced_by", "last_fetch_at", "client", "fetched_since_change",
)  # fmt: skip
_LABEL_LIMIT = 120


def wished(actor: str | None, owner: str | None, initiative: str | None, office: bool, label: str) -> Wish:
    """The wish in the reader's language. BadInput unless exactly one scope is named, or when the label is no line."""
    named = [
        (FeedScope.ACTOR, actor),
        (FeedScope.OWNER, owner),
        (FeedScope.INITIATIVE, initiative),
        (FeedScope.OFFICE, "office" if office else None),
    ]
    given = [(kind, scope) for kind, scope in named if scope is not None]
    if len(given) != 1:
        what = say("nevn én kalender", "name one calendar")
        remedy = "--actor | --owner | --initiative | --office"
        raise BadInput([Problem("feed create", what, remedy=remedy)])
    if len(label) > _LABEL_LIMIT or not label.isprintable():
        what = say(
            f"skal være én linje på høyst {_LABEL_LIMIT} tegn", f"must be one line of at most {_LABEL_LIMIT} characters"
        )
        raise BadInput([Problem("--label", what)])
    return Wish(given[0][0], given[0][1], get_lang().value, label.strip())


def create_feed(found: Settings, wish: Wish, as_of: str | None) -> None:
    """Make the subscription and print its addresses."""
    with open_parts(found, clock.now(as_of), out_folder(None), check_actors=False) as parts:
        _print(subscribing.create(parts, wish))


def rotate_feed(found: Settings, number: int, grace_days: int, as_of: str | None) -> None:
    """Replace an address and print the new one."""
    with open_parts(found, clock.now(as_of), out_folder(None), check_actors=False) as parts:
        given = subscribing.rotate(parts, number, grace_days)
    told = say(
        f"den gamle adressen virker i {grace_days} dager til", f"the old address works for {grace_days} more days"
    )
    _print(given)
    line(told, error=True)


def revoke_feed(found: Settings, number: int, as_of: str | None) -> None:
    """Take an address back."""
    with open_parts(found, clock.now(as_of), out_folder(None), check_actors=False) as parts:
        changed = subscribing.revoke(parts, number)
    if changed:
        line(say(f"Abonnement {number} er trukket tilbake.", f"Subscription {number} is revoked."))
    else:
        line(say(f"Abonnement {number} var alt trukket tilbake.", f"Subscription {number} was revoked already."))


def list_feeds(found: Settings, as_of: str | None, fmt: Format) -> None:
    """Every subscription, also those that are gone."""
    with open_parts(found, clock.now(as_of), out_folder(None), check_actors=False) as parts:
        rows = feed_rows(parts)
    columns = {
        "id": "Id", "label": say("Merke", "Label"), "what": say("Kalender", "Calendar"), "how": say("Tilstand", "State"),
        "created": say("Opprettet", "Created"), "fetched": say("Sist hentet", "Last fetch"), "program": say("Program", "Client"),
        "current": say("Hentet etter\nsiste endring", "Fetched since\nlast change"),
    }  # fmt: skip
    show(
        [{**row, **_words(row)} for row in rows],
        FEED_KEYS,
        fmt,
        columns,
        say("Abonnementer", "Subscriptions"),
        ("created",),
    )


def feed_rows(parts: Parts) -> list[dict[str, Any]]:
    """The subscriptions as rows with stable keys. `fetched_since_change` is null for one that answers no more."""
    with parts.database.read() as connection:
        found = subscriptions.listing(connection)
        langs = {one.wish.lang for one in found}
        scopes = scopes_of(connection, parts.portfolio, parts.moment, langs) if langs else None
    return [_row(one, scopes, parts.moment.at) for one in found]


def _row(one: Subscription, scopes: Scopes | None, now: dt.datetime) -> dict[str, Any]:
    state = _state(one, now)
    current = None
    if one.answers(now) and scopes is not None:
        current = one.fetched_mark == scope_mark(scopes.rows(one.wish))
    return {
        **one.wish._asdict(),
        "scope_kind": one.wish.scope_kind.value,
        "id": one.id,
        "created_at": _instant(one.created_at),
        "state": state,
        "grace_until": _instant(one.grace_until),
        "replaced_by": one.replaced_by,
        "last_fetch_at": _instant(one.last_fetch_at),
        "client": one.client,
        "fetched_since_change": current,
    }


def _instant(at: dt.datetime | None) -> str | None:
    return at.astimezone(OSLO).isoformat(timespec="seconds") if at else None


def _state(one: Subscription, now: dt.datetime) -> str:
    """`active`, `ending` (revoked from a day ahead), `replaced` (its successor is there, and it still answers), `ended`, `revoked`."""
    if one.revoked_at is not None:
        return "revoked"
    if one.grace_until is None:
        return "active"
    if one.replaced_by is None:
        return "ending" if one.answers(now) else "revoked"
    return "replaced" if one.answers(now) else "ended"


_STATES = {
    "active": ("i bruk", "active"),
    "ending": ("i bruk til {grace}", "active until {grace}"),
    "replaced": ("erstattet av {replaced_by}, virker til {grace}", "replaced by {replaced_by}, works until {grace}"),
    "ended": ("erstattet av {replaced_by}", "replaced by {replaced_by}"),
    "revoked": ("trukket tilbake", "revoked"),
}
_KINDS = {
    "actor": ("aktør {scope}", "actor {scope}"),
    "owner": ("ansvarlig {scope}", "owner {scope}"),
    "initiative": ("tiltak {scope}", "initiative {scope}"),
    "office": ("kontoret", "the office"),
}


def _words(row: dict[str, Any]) -> dict[str, Any]:
    current = {None: "–", True: say("ja", "yes"), False: say("nei", "no")}
    grace = (row["grace_until"] or "")[:10]
    return {
        "what": say(*_KINDS[row["scope_kind"]]).format(**row) + f" ({row['lang']})",
        "how": say(*_STATES[row["state"]]).format(grace=grace, **row),
        "created": row["created_at"][:10],
        "fetched": (row["last_fetch_at"] or "–")[:16].replace("T", " "),
        "program": row["client"] or "–",
        "current": current[row["fetched_since_change"]],
    }


def _print(given: subscribing.Given) -> None:
    """One address per line and nothing else, so that they can be piped."""
    print(given.https)
    print(given.webcal)
    nb = f"abonnement {given.id}; adressene vises bare nå, og siden for den som skal abonnere er den første uten .ics"
    en = f"subscription {given.id}; the addresses are shown only now, and the page for people is the first without .ics"
    line(say(nb, en), error=True)
