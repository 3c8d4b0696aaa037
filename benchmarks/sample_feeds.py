"""A database with calendars of a size nobody has yet: 400 actors with 94 deadlines each, and 2,000 subscriptions.

What lives here: generated rows behind the real migrations. Rendering and loading are measured elsewhere.
"""

import datetime as dt
import sqlite3
from pathlib import Path

from arshjul.flows.subscribing import secret_hash
from arshjul.store.engine import open_database, sqlite_url

ACTORS, EACH, SUBSCRIPTIONS = 400, 94, 2_000
TODAY = dt.date(2024, 8, 27)
_AT = "2024-08-01 10:00:00.000000"
_TEXT = (
    "Frist mandag 26. august 2024. Skal inneholde status\\, framdrift\\, risiko og økonomi. Kravet står i brevet.\\n"
    * 9
)


def secret(number: int) -> str:
    """The secret of a subscription."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(letters[(number >> shift) & 31] for shift in range(0, 160, 5))


def write_feeds(path: Path) -> None:
    """The SQLite file."""
    open_database(sqlite_url(path)).close()
    connection = sqlite3.connect(path)
    with connection:
        _insert(connection, "event", "seq at recorded_at actor kind subject before after why rows hash",
                [(1, _AT, _AT, "bench", "wheel.loaded", "bench", "", "", "", "", "x" * 64)])  # fmt: skip
        numbers = range(1, ACTORS * EACH + 1)
        _insert(connection, "deliverable", "id key wheel_id document_type occurrence actor kind state revision content_digest",
                ((n, _key(n), 1, f"paper-{n}", "2024", actor(n % ACTORS), "other", "planned", 1, "x") for n in numbers))  # fmt: skip
        _insert(connection, "feed_event",
                "id deliverable_id uid lang fingerprint sequence changed_at cancelled initiatives body",
                ((n, n, f"{_key(n)}@arshjul", "nb", "x" * 32, 0, _AT, 0, "", event(n)) for n in numbers))  # fmt: skip
        _insert(connection, "subscription",
                "id secret_hash scope_kind scope label lang alarms past_days future_months gzip created_at event_seq",
                ((n, secret_hash(secret(n)), "actor", actor(n % ACTORS), "", "nb", 0, 365, 18, 1, _AT, 1)
                 for n in range(1, SUBSCRIPTIONS + 1)))  # fmt: skip
    connection.close()


def actor(number: int) -> str:
    """An actor's id."""
    return f"actor-{number:03d}"


def event(number: int, sequence: int = 0) -> bytes:
    """The bytes of one event, of the usual size."""
    day = TODAY + dt.timedelta(days=number % 365 - 180)
    lines = (
        "BEGIN:VEVENT", f"UID:{_key(number)}@arshjul", "DTSTAMP:20240801T100000Z", "LAST-MODIFIED:20240801T100000Z",
        f"SEQUENCE:{sequence}", f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:Rapport {number}", f"DESCRIPTION:{_TEXT}", "STATUS:CONFIRMED", "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "END:VEVENT", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def _key(number: int) -> str:
    return f"bench-2024.paper-{number}.2024.{actor(number % ACTORS)}"


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: object) -> None:
    names = columns.split()
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    connection.executemany(statement, rows)  # type: ignore[arg-type]
