"""`doctor` at the front desk: what was looked at, how it stands, and an exit code.

What lives here: rows and words. The checks are `flows/checkup.py`; what keeps the program from looking at all is a row too.
"""

from arshjul.app import clock
from arshjul.app.exits import FALLS_SHORT, OK
from arshjul.app.listing import Format, show
from arshjul.flows.checkup import Check, Health, checkup
from arshjul.flows.parts import open_parts
from arshjul.flows.settings import Settings, database_exists, database_file, out_folder
from arshjul.models.lang import say
from arshjul.models.problems import BadInput

DOCTOR_KEYS = ("check", "state", "detail")
_CHECKS = {
    "database": ("database", "database"), "log": ("logg", "log"), "day": ("dagen", "day"),
    "channels": ("kanaler", "channels"), "email": ("e-post", "e-mail"), "slack": ("Slack", "Slack"),
    "outbox": ("utboks", "outbox"), "settings": ("innstillinger", "settings"), "money": ("beløp", "sums"),
}  # fmt: skip
_STATES = {
    Health.OK: ("i orden", "in order"),
    Health.NOTE: ("merk", "note"),
    Health.SHORT: ("ikke i orden", "not in order"),
}


def doctor_command(found: Settings, as_of: str | None, fmt: Format) -> int:
    """Look at everything and tell; 1 when something falls short."""
    rows = _looked(found, as_of)
    columns = {"what": say("Hva", "What"), "how": say("Tilstand", "State"), "detail": say("Mer", "More")}
    shown = [
        {**one._asdict(), "what": say(*_CHECKS[one.check]), "how": say(*_STATES[one.state])} for one in rows
    ]  # fmt: skip
    show(shown, DOCTOR_KEYS, fmt, columns, say("Tilsyn", "Check-up"))
    return FALLS_SHORT if any(one.state is Health.SHORT for one in rows) else OK


def _looked(found: Settings, as_of: str | None) -> list[Check]:
    if not database_exists(found):
        place = database_file(found) or found.database_url
        return [Check("database", Health.SHORT, say(f"{place} finnes ikke ennå", f"{place} does not exist yet"))]
    try:
        with open_parts(found, clock.now(as_of), out_folder(None), sends=True) as parts:
            return checkup(parts)
    except BadInput as error:
        return [Check("settings", Health.SHORT, str(problem)) for problem in error.problems]
