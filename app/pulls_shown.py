"""`report pulls`: the last looks into the actors' sources, and what each gave.

What lives here: showing. Looking is `flows/pulling.py`; faults stand on the board.
"""

from arshjul.app.listing import Format, show
from arshjul.app.opening import opened
from arshjul.app.terminal import line
from arshjul.flows.settings import Settings
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.store import pulls

PULL_KEYS = ("at", "actor", "source", "seen", "taken", "verdict", "digest")


def show_pulls(found: Settings, as_of: str | None, actor: str | None, most: int, fmt: Format) -> None:
    """The last `most` looks, newest first. BadInput for an actor that the portfolio does not know."""
    with opened(found, as_of) as parts, parts.database.read() as connection:
        if actor is not None and actor not in parts.portfolio.actors:
            what = say(f"ukjent aktør: {actor}", f"unknown actor: {actor}")
            raise BadInput([Problem("--actor", what, remedy=nearest(actor, sorted(parts.portfolio.actors)))])
        looks = pulls.looks(connection, parts.moment.at, most, actor)
    rows = [look._asdict() | {"at": look.at.astimezone(OSLO)} for look in looks]
    if fmt is not Format.TABLE:
        show(rows, PULL_KEYS, fmt, {})
    elif rows:
        columns = {
            "when": say("Når", "When"), "actor": say("Aktør", "Actor"), "source": say("Kilde", "Source"),
            "seen": say("Filer", "Files"), "taken": say("Nye", "New"), "result": say("Utfall", "Outcome"),
            "mark": say("Avtrykk", "Digest"),
        }  # fmt: skip
        show([{**row, **_words(look)} for row, look in zip(rows, looks, strict=True)], (), fmt, columns, "", ("mark",))
    else:
        line(say("Ingen kilde er lest ennå.", "No source has been looked into yet."))


def _words(look: pulls.Look) -> dict[str, str]:
    """Moment, outcome and digest as people read them."""
    outcome = say("i orden", "in order") if look.verdict == "ok" else say("feil, se tavla", "faults, see the board")
    return {"when": f"{look.at.astimezone(OSLO):%Y-%m-%d %H:%M}", "result": outcome, "mark": look.digest[:12]}
