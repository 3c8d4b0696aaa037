"""The outbox at the front desk: its list, one message in full, and what people may do with one.

What lives here: from options to rows and words. Messages are read and marked in `store/outbox_list.py`.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from arshjul.app import clock
from arshjul.app.ladder_shown import step_words
from arshjul.app.listing import Format, as_json, show
from arshjul.app.opening import opened
from arshjul.app.terminal import line
from arshjul.calendar.wording import STATE_WORDS, word
from arshjul.flows import as_sent
from arshjul.flows.looking import looked_at
from arshjul.flows.settings import Settings, database_exists
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.tables_messages import MessageState
from arshjul.store import outbox_list
from arshjul.store.engine import Database, open_database
from arshjul.store.office_notes import OFFICE

OUTBOX_KEYS = ("key", "day", "person", "channel", "state", "notices", "attempts", "sent_at", "not_before", "error")
_SENT = "message.sent"
_STATES = {
    "pending": ("venter", "pending"),
    "claimed": ("sendes nå", "being sent"),
    "sent": ("sendt", "sent"),
    "cancelled": ("uaktuell", "cancelled"),
    "failed": ("feilet", "failed"),
    "uncertain": ("usikkert om den kom fram", "uncertain"),
}


def message_state(code: str) -> str:
    """A message's state in the reader's language."""
    return say(*_STATES.get(code, (code, code)))


def list_command(found: Settings, state: str | None, fmt: Format) -> None:
    """List the messages, those in one state when it is named. BadInput for a state there is none of."""
    states = [item.value for item in MessageState]
    if state is not None and state not in states:
        what = say(f"ukjent tilstand: {state}", f"unknown state: {state}")
        raise BadInput([Problem("--state", what, remedy=nearest(state, states))])
    rows: list[dict[str, Any]] = []
    if database_exists(found) or not found.database_is_default:
        with _opened(found) as database, database.read() as connection:
            rows = [_row(row) for row in outbox_list.listing(connection, [state] if state else ())]
    columns = {
        "day": say("Dag", "Day"), "to": say("Til", "To"), "channel": say("Kanal", "Channel"),
        "how": say("Tilstand", "State"), "notices": say("Varsler", "Notices"), "why": say("Hvorfor", "Why"),
        "key": say("Nøkkel", "Key"),
    }  # fmt: skip
    shown = [
        {**row, "to": _called(row["person"]), "how": message_state(row["state"]), "why": row["error"] or ""} for row in rows
    ]  # fmt: skip
    if not any(row["why"] for row in shown):
        del columns["why"]
    show(shown, OUTBOX_KEYS, fmt, columns, say("Utboks", "Outbox"), ("key", "why"))


def show_command(found: Settings, as_of: str | None, key: str, fmt: Format) -> None:
    """Show one message with its story: what it said when it is sent, else as it would read now.

    What was sent before the wording was kept is shown as on the day it was.
    """
    with opened(found, as_of) as parts:
        with parts.database.read() as connection:
            row = _known(connection, key)
            story = outbox_list.story(connection, row.dedup_key)
            words = as_sent.read_back(
                [one.after for one in story if one.kind == _SENT], as_sent.names(connection, parts)
            )
        then = Moment(row.sent_at, parts.moment.recorded_at) if row.sent_at else parts.moment
        looked = looked_at(parts.at(then), row.id)
    told = {
        **_row(row),
        "to": looked.to,
        "as_sent": words is not None,
        "subject": words.subject if words else looked.subject,
        "text": words.text if words else looked.text,
        "about": [{"deliverable": one.key, "step": one.step, "state": one.state} for one in looked.notices],
        "story": [_told(one) for one in story],
    }
    if fmt is Format.TABLE:
        _print(told)
    elif fmt is Format.JSON:
        sys.stdout.write(as_json([told], tuple(told)))
    else:
        show([told], tuple(told), fmt, {})


def retry_command(found: Settings, as_of: str | None, key: str, by: str) -> None:
    """Let a dead letter be tried again. BadInput for what is unknown, sent, cancelled or under way."""
    with _opened(found) as database, database.write() as connection:
        row = _known(connection, key)
        if not outbox_list.try_again(connection, clock.now(as_of), row.dedup_key, by):
            raise _cannot(row, say("bare det som har feilet, prøves på nytt", "only what has failed is tried again"))
    if row.tried_at is not None:
        told = say("Obs: et forsøk kan ha kommet fram før.", "Note: an earlier try may have arrived.")
        line(told, error=True)
    line(say(f"{row.dedup_key} sendes ved neste utsending.", f"{row.dedup_key} goes out with the next dispatch."))


def cancel_command(found: Settings, as_of: str | None, key: str, by: str) -> None:
    """Let a message be. BadInput for what is unknown, sent or being sent."""
    with _opened(found) as database, database.write() as connection:
        row = _known(connection, key)
        if row.state == MessageState.CANCELLED:
            line(say(f"{row.dedup_key} er alt uaktuell.", f"{row.dedup_key} is cancelled already."))
            return
        if not outbox_list.call_off(connection, clock.now(as_of), row.dedup_key, by):
            raise _cannot(row, say("det som er sendt, kan ikke tas tilbake", "what is sent cannot be taken back"))
    line(say(f"{row.dedup_key} sendes ikke.", f"{row.dedup_key} will not go out."))


@contextmanager
def _opened(found: Settings) -> Iterator[Database]:
    there = database_exists(found) or not found.database_is_default  # one that is named is made at first use
    database = open_database(found.database_url if there else "sqlite:///:memory:")
    try:
        yield database
    finally:
        database.close()


def _known(connection: Any, key: str) -> Any:
    row = outbox_list.one(connection, key) or outbox_list.one(connection, f"message/{key}")
    if row is not None:
        return row
    what = say(f"ukjent melding: {key}", f"unknown message: {key}")
    known = outbox_list.keys(connection)
    remedy = nearest(key, known) if known else say("utboksen er tom", "the outbox is empty")
    raise BadInput([Problem(say("NØKKEL", "KEY"), what, remedy=remedy)])


def _cannot(row: Any, remedy: str) -> BadInput:
    state = message_state(row.state)
    return BadInput([Problem(row.dedup_key, say(f"er «{state}»", f"is «{state}»"), remedy=remedy)])


def _called(slug: str) -> str:
    return say("kontoret", "the office") if slug == OFFICE else slug


def _row(row: Any) -> dict[str, Any]:
    return {
        "key": row.dedup_key,
        "day": row.day,
        "person": row.person,
        "channel": row.channel,
        "state": row.state,
        "notices": row.notices,
        "attempts": row.attempts,
        "sent_at": row.sent_at.astimezone(OSLO).isoformat() if row.sent_at else None,
        "not_before": row.not_before.astimezone(OSLO).isoformat() if row.not_before else None,
        "error": row.error,
    }


def _print(told: dict[str, Any]) -> None:
    line(f"{told['key']} · {message_state(told['state'])}")
    line(say(f"til {told['to']} på {told['channel']}", f"to {told['to']} by {told['channel']}"))
    if told["error"]:
        line(told["error"])
    for one in told["about"]:
        line(f"  {one['deliverable']}: {step_words(one['step'])} ({word(STATE_WORDS, one['state'], get_lang())})")
    if told["text"] and told["sent_at"] and not told["as_sent"]:
        line(
            say("Slik den ville lyde da, med det som er ført siden:", "As it would read then, with what is known now:")
        )
    if told["text"]:
        line(f"\n{told['subject']}\n\n{told['text']}\n")
    for one in told["story"]:
        line("  ".join(part for part in (one["at"], one["kind"], one["state"], one["why"]) if part))


def _told(one: Any) -> dict[str, Any]:
    """An event of the message's story; what it said stands above."""
    state = "" if one.kind == _SENT else _plain(one.after)
    return {"at": one.at.astimezone(OSLO).isoformat(), "kind": one.kind, "state": state, "why": one.why}


def _plain(after: str) -> str:
    value = json.loads(after) if after else ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
