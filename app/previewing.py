"""`remind preview`: the whole day on trial, and what it would have sent.

What lives here: running it so that nothing stays, and showing the messages. The day is `wiring.py`.
"""

from dataclasses import replace
from typing import Any

from arshjul.app import clock
from arshjul.app.listing import Format, show
from arshjul.app.terminal import console, line
from arshjul.app.wiring import run_day
from arshjul.flows import collecting
from arshjul.flows.looking_ahead import looked_ahead
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.settings import Settings, database_exists, out_folder
from arshjul.models.handovers import person_named
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.notifications.email import plain_words
from arshjul.notifications.transports.base import EmailOut, Outgoing
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.store.trial import on_trial

_WIDEST = 100
PREVIEW_KEYS = ("key", "channel", "to", "subject", "text")


def preview_command(found: Settings, as_of: str | None, to: str | None, fmt: Format) -> None:
    """Show every message that the day would send. BadInput for an address that nobody in the portfolio has."""
    if not database_exists(found):
        found = replace(found, database_url="sqlite:///:memory:")
    with open_parts(found, clock.now(as_of), out_folder(None)) as parts:
        places = _places(parts, to)
        quiet, sent = would_send(parts)
    rows = [row for row in map(_row, sent) if places is None or row["to"] in places]
    if fmt is not Format.TABLE:
        show(rows, PREVIEW_KEYS, fmt, {})
        return
    for out in sent:
        if places is None or out.to in places:
            _print(_row(out))
    line(_summary(len(rows), quiet=quiet))


def would_send(parts: Parts) -> tuple[bool, list[Outgoing]]:
    """Whether the hour is quiet, and what the day would send, in order; nothing of it is sent or kept."""
    memory = MemoryTransport()
    looked = looked_ahead(parts, collecting.actors_with_sources(parts))
    with on_trial(parts.database) as trial:
        ways = dict.fromkeys(parts.transports, memory)
        there = replace(parts, database=trial, transports=ways, sources={**parts.sources, **looked}, _catalogues={})
        done = run_day(there, None, lambda _: None)
    return done.quiet, list(memory.sent.values())


def _places(parts: Parts, to: str | None) -> set[str] | None:
    """Where somebody is written to; None for everyone."""
    if to is None:
        return None
    office, slack = parts.portfolio.office.email, parts.portfolio.channels.slack
    person = person_named(parts.portfolio, to)
    if person is not None:
        return {place for place in (person.email, person.slack_id) if place}
    if to.casefold() == office.casefold():
        return {place for place in (office, slack and slack.channel) if place}
    known = [spec.email for spec in parts.portfolio.people.values()]
    what = say(f"ingen i porteføljen har adressen {to}", f"nobody in the portfolio has the address {to}")
    raise BadInput([Problem("--to", what, remedy=nearest(to, [*known, office]))])


def _row(out: Outgoing) -> dict[str, Any]:
    if isinstance(out, EmailOut):
        subject, text = str(out.payload["Subject"]), plain_words(out.payload).strip()
    else:
        subject, _, text = str(out.payload.get("text", "")).partition("\n\n")
    return {"key": out.key, "channel": out.channel.value, "to": out.to, "subject": subject, "text": text}


def _print(row: dict[str, Any]) -> None:
    from rich.panel import Panel
    from rich.text import Text

    from arshjul.app.terminal import clean

    title = clean(f"{row['channel']} · {row['to']}")
    words = Text(clean(f"{row['subject']}\n\n{row['text']}"))
    screen = console()
    screen.print(Panel(words, title=Text(title), title_align="left", width=min(screen.width, _WIDEST)))


def _summary(count: int, *, quiet: bool) -> str:
    if quiet:
        return say("Stille time: ingenting ville gått ut nå.", "Quiet hours: nothing would go out now.")
    if not count:
        return say("Ingenting ville gått ut.", "Nothing would go out.")
    return say(
        f"{count} melding{'er' * (count != 1)} ville gått ut.", f"{count} message{'s' * (count != 1)} would go out."
    )
