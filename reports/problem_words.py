"""What is wrong with a report file, in words for the one who sent it, beyond what every file's errors are called.

What lives here: a wrong version or type, the remedies that belong to a report's own fields, and one problem per
place. Finding the problems is `reading.py`.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.models.problems import Problem, nearest
from arshjul.models.schema_words import describe, said, short
from arshjul.models.yaml_places import Located
from arshjul.reports.schema import FIRST_TRY, SCHEMA_VERSION, Envelope, StatusReport

MAX_PROBLEMS = 50
AHEAD = dt.timedelta(days=1)
"""So far ahead a file may be dated: people write the hour at which they mean to send, and clocks differ."""
MODELS: dict[str, type[StatusReport] | type[Envelope]] = {"status_report": StatusReport, "envelope": Envelope}
_SAID = said("").type


def form_problems(located: Located) -> Iterator[Problem]:
    """A wrong version or type alone: what else a schema would say of such a file helps nobody."""
    value = located.value
    if not isinstance(value, dict):
        what = say("skal være et sett med felter", "must be a set of fields")
        yield located.problem((), what, say("bruk skjelettet for rapporten", "use the report's skeleton"))
        return
    version, form = value.get("schema"), value.get("type")
    if type(version) is not int or version != SCHEMA_VERSION:
        given = say("mangler", "is missing") if version is None else say("er ukjent: ", "is unknown: ") + short(version)
        remedy = say(f"skriv schema: {SCHEMA_VERSION}", f"write schema: {SCHEMA_VERSION}")
        yield located.problem(("schema",), say("versjonen ", "the version ") + given, remedy)
    if not isinstance(form, str) or form not in MODELS:
        given = say("mangler", "is missing") if form is None else say("er ukjent: ", "is unknown: ") + short(form)
        yield located.problem(("type",), given, nearest(form[:80] if isinstance(form, str) else "", list(MODELS)))


def schema_problems(
    located: Located, error: ValidationError, model: type[StatusReport] | type[Envelope]
) -> list[Problem]:
    """Every error of the schema; where several concern one place, the one worded by ourselves comes first."""
    told = (item for item in error.errors(include_url=False) if FIRST_TRY not in item["loc"])
    items = sorted(told, key=lambda item: item["type"] != _SAID)
    return [_problem(located, item, model) for item in items]


def _remedies() -> dict[str, str]:
    """By field: what its form is, where a pattern would tell people nothing."""
    return {
        "deliverable": say("skriv nøkkelen som står i invitasjonen", "write the key that the invitation names"),
        "submitted_by": say("skriv én e-postadresse", "write one e-mail address"),
        "file_name": say("skriv bare filens navn, uten mappe", "write the file's bare name, without a folder"),
        "digest": say("skriv SHA-256 som 64 heksadesimale tegn", "write the SHA-256 as 64 hexadecimal characters"),
    }


def _problem(located: Located, item: Any, model: type[StatusReport] | type[Envelope]) -> Problem:
    place, message, remedy = describe(item, located.value, model)
    if item["type"] == "form":
        message = say("står ikke i en form som dette punktet kan ha", "is not in a form this section can have")
        remedy = say(
            "se skjelettet, eller skriv {nothing_to_report: true, reason: ...}",
            "see the skeleton, or write {nothing_to_report: true, reason: ...}",
        )
    if item["type"].startswith("string_") and place and place[-1] in _remedies():
        message, remedy = say("har ikke riktig form", "does not have the right form"), _remedies()[str(place[-1])]
    if item["type"] == "extra_forbidden" and item["loc"][-1] == "nothing_to_report":
        remedy = say("skriv det for hvert punkt i tiltaket", "write it for each section of the initiative")
    return located.problem(place, message, remedy)


def one_per_place(problems: list[Problem], name: str) -> list[Problem]:
    """The first problem of each place, in the order of the file, cut at MAX_PROBLEMS."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.place, problem)
    found = sorted(first.values(), key=lambda problem: problem.line or 0)
    if len(found) <= MAX_PROBLEMS:
        return found
    more = say("har flere feil enn dem som er nevnt", "holds more mistakes than those named")
    return [*found[:MAX_PROBLEMS], Problem(name, more, remedy=say("rett disse først", "mend these first"))]


def dated_ahead(submitted_at: dt.datetime, place: str) -> Problem:
    """A report that says it is sent at a moment that has not come."""
    at = f"{submitted_at.astimezone(OSLO):%Y-%m-%d %H:%M}"
    what = say(f"er sendt {at}, som ikke er kommet ennå", f"was sent {at}, which has not come yet")
    remedy = say("rett tidspunktet i filen", "mend the moment in the file")
    return Problem(place, what, "submitted_at", remedy=remedy)


def for_another(key: str, wanted: str, place: str) -> Problem:
    """A report for the deliverable `key`, where one for `wanted` was asked for."""
    what = say(f"gjelder {key}, ikke {wanted}", f"is for {key}, not {wanted}")
    remedy = say("rett --deliverable eller nøkkelen i filen", "mend --deliverable or the key in the file")
    return Problem(place, what, "deliverable", remedy=remedy)
