"""`deliverable show`: all that is known of one deliverable.

What lives here: putting it together, and showing it part by part. Reading is `store/dossier.py` and its neighbours.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from arshjul.app.approvals_shown import move_words, moves_behind
from arshjul.app.listing import Format, show
from arshjul.app.opening import opened
from arshjul.app.terminal import line
from arshjul.calendar.date_words import long_date
from arshjul.calendar.pending import asked, asked_words
from arshjul.calendar.wording import CHANNEL_WORDS, COMPLETENESS_WORDS, STATE_WORDS, word
from arshjul.flows import named
from arshjul.flows.news_views import abouts
from arshjul.flows.parts import Catalogue, Parts
from arshjul.flows.settings import Settings
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO
from arshjul.store import approvals, decisions, dossier, judgements, rungs, sendings
from arshjul.store.owed import Owed, owed

KEYS = (
    "key", "kind", "title", "actor", "addressee", "state", "due", "last_workday", "latest", "basis", "disputed",
    "meeting", "access", "documents", "dates", "states", "versions", "findings", "sendings", "decisions", "reminders", "requests",
)  # fmt: skip
"""The lists are each in the order in which things happened."""


def show_deliverable(found: Settings, as_of: str | None, key: str, fmt: Format) -> None:
    """Show it: as one JSON object in a list, as a row of CSV, or part by part for people."""
    with opened(found, as_of) as parts, parts.database.read() as connection:
        now = owed(connection, named.full_key(connection, key))
        assert now is not None
        row = _row(connection, parts, now)
    if fmt is Format.TABLE:
        _print(row)
    else:
        show([row], KEYS, fmt, {})


def _row(connection: Connection, parts: Parts, now: Owed) -> dict[str, Any]:
    catalogue = parts.catalogue_of(connection)
    about = abouts(connection, catalogue, [now.key]).get(now.key)  # as it was when it left, if it is owed no longer
    item = about.item if about else None
    return {
        "key": now.key,
        "kind": now.kind,
        "title": item.title[get_lang()] if item else _title(catalogue, now),
        "actor": now.actor,
        "addressee": item.addressee if item else None,
        "state": now.state.value,
        "due": now.due,
        "last_workday": now.last_workday,
        "latest": now.latest,
        "basis": now.basis,
        "disputed": now.disputed,
        "meeting": item.meeting if item else None,
        "access": item.access.value if item else None,
        "documents": _documents(catalogue, item) if item else [],
        "dates": [_local(row._asdict()) for row in dossier.revisions(connection, now.key)],
        "states": [_local(row._asdict()) for row in dossier.states(connection, now.key)],
        "versions": [_local(row._asdict()) for row in dossier.versions(connection, now.key)],
        "findings": [_finding(row) for row in judgements.findings_of(connection, [now.key]).get(now.key, [])],
        **_said(connection, parts, now),
        "reminders": [
            {"revision": rung.revision, "step": rung.step, "fire_on": rung.fire_on, "state": rung.state}
            for rung in rungs.ladder(connection, now.key)
        ],
        "requests": list(_requests(connection, catalogue, now.key)),
    }


def _documents(catalogue: Catalogue, item: Deliverable) -> list[str]:
    """The letters that shaped it, and those that ended what it was to fulfil."""
    held = catalogue.compiled.get(item.wheel)
    changes = held.files.history if held else ()
    ends = [one for one in changes if (one.part, one.how) == ("obligations", "ended") and one.id in item.obligations]
    return list(dict.fromkeys((*item.documents, *(document for one in ends for document in one.documents))))


def _requests(connection: Connection, catalogue: Catalogue, key: str) -> Iterator[dict[str, Any]]:
    """What a wheel file says that somebody has asked for: of this one, or what may change it too.

    Once it has been recorded as a request it stands among the decisions instead.
    """
    held = catalogue.compiled.get(key.partition(".")[0])
    if held is None or not held.wheel.requests:
        return
    recorded = {one.key for one in decisions.extensions(connection)}
    for about in asked(held.wheel, held.deliverables):
        request, place = about.request, about.request.source
        waiting = {item.key for item in about.asked_for if item.due is None or item.due < request.until} - recorded
        if waiting and key in waiting | {item.key for item in about.may_affect}:
            yield {
                "actor": request.actor, "until": request.until, "state": "asked", "asked_for": key in waiting,
                "initiatives": list(request.initiatives), "may_affect": list(request.may_affect),
                "source": {"document": place.document, "section": place.section, "lines": list(place.lines)},
                "message": asked_words(held.wheel, about),
            }  # fmt: skip


def _said(connection: Connection, parts: Parts, now: Owed) -> dict[str, Any]:
    """What people have said of it: formal sendings and decisions, with what to call whoever said so."""
    sent, made = sendings.of(connection, now.id), decisions.about(connection, now.key)
    called = named.called(connection, parts, {row.by for row in [*sent, *made]})
    moves = moves_behind(approvals.listed(connection, now.key))
    wanted = ("id", "kind", "state", "day", "by", "reference", "reason", "answers", "at")
    return {
        "sendings": [_local(row._asdict() | {"by_name": called[row.by]}) for row in sent],
        "decisions": [
            _local(
                {name: getattr(row, name) for name in wanted}
                | {"by_name": called[row.by], "move": moves.get(row.answers or row.id)}
            )
            for row in made
        ],
    }


def _title(catalogue: Catalogue, now: Owed) -> str:
    """What is no longer owed is called as its document is, or by its key."""
    wheel, document = now.key.split(".")[:2]
    held = catalogue.compiled.get(wheel)
    found = held.wheel.document_types.get(document) if held else None
    return found.title[get_lang()] if found else now.key


def _local(values: dict[str, Any]) -> dict[str, Any]:
    """Instants as clocks in Oslo show them."""
    return {name: value.astimezone(OSLO) if hasattr(value, "astimezone") else value for name, value in values.items()}


def _finding(row: Any) -> dict[str, Any]:
    message = row.message_en if get_lang() == "en" else row.message_nb
    return {"code": row.code, "content": row.content, "initiative": row.initiative, "message": message}


def _print(row: dict[str, Any]) -> None:
    """Heading, facts, and a table per list that has something in it."""
    lang = get_lang()
    line(f"{row['title']} ({row['actor']})")
    line(row["key"])
    state = word(STATE_WORDS, row["state"], lang)
    due = long_date(row["due"], lang) if row["due"] else say("venter på dato", "awaiting a date")
    if row["disputed"] and row["latest"]:
        latest = long_date(row["latest"], lang)
        due = say(f"{due} eller {latest}, ikke avgjort", f"{due} or {latest}, undecided")
    line(say(f"Tilstand: {state}. Frist: {due}.", f"State: {state}. Deadline: {due}."))
    if row["documents"]:
        documents = ", ".join(row["documents"])
        line(say(f"Bygger på: {documents}", f"Shaped by: {documents}"))
    line()
    for name, title, columns in _tables():
        if row[name]:
            show([_shown(one) for one in row[name]], (), Format.TABLE, columns, title)


def _tables() -> list[tuple[str, str, dict[str, str]]]:
    at, who, why = say("Når", "When"), say("Hvem", "Who"), say("Hvorfor", "Why")
    day, reference = say("Dato", "Date"), say("Referanse", "Reference")
    due = {
        "no": say("Nr.", "No."), "at": say("Fra", "Since"), "due": say("Frist", "Due"),
        "last_workday": say("Siste arbeidsdag", "Last working day"), "latest": say("Senest", "Latest"),
        "cause": say("Årsak", "Cause"), "why": why, "notified_at": say("Varslet", "Told"),
    }  # fmt: skip
    came = {
        "no": say("Nr.", "No."), "received_at": say("Mottatt", "Received"), "submitted_by": say("Fra", "From"),
        "name": say("Fil", "File"), "short_digest": say("Avtrykk", "Digest"),
        "how": say("Vurdert", "Judged"), "findings": say("Funn", "Findings"),
    }  # fmt: skip
    sent = {
        "no": say("Nr.", "No."), "sent_on": say("Sendt", "Sent"), "channel": say("Kanal", "Channel"),
        "reference": reference, "name": say("Vedlegg", "Attachment"), "by_name": who, "at": say("Registrert", "Registered"),
    }  # fmt: skip
    made = {
        "id": say("Nr.", "No."), "at": at, "kind": say("Om", "About"), "state": say("Utfall", "Outcome"), "day": day,
        "by_name": who, "reference": reference, "reason": why,
    }  # fmt: skip
    cause = say("Årsak", "Cause")
    stood = {"at": at, "state": say("Tilstand", "State"), "cause": cause, "why": why}
    told = {
        "fire_on": day,
        "step": say("Trinn", "Step"),
        "state": say("Tilstand", "State"),
        "revision": say("Frist nr.", "Deadline no."),
    }
    return [
        ("dates", say("Frister", "Deadlines"), due),
        ("versions", say("Mottatt", "Received"), came),
        ("findings", say("Funn", "Findings"), {"message": say("Hva", "What")}),
        ("sendings", say("Sendt departementet", "Sent to the ministry"), sent),
        ("decisions", say("Avgjørelser", "Decisions"), made),
        ("requests", say("Bedt om i årshjulet", "Asked for in the wheel"), {"message": say("Hva", "What")}),
        ("reminders", say("Påminnelser", "Reminders"), told),
        ("states", say("Tilstander", "States"), stood),
    ]


_WORDS = {
    **STATE_WORDS,
    "conflict": ("motstrid", "conflict"), "extension": ("utsatt frist", "extension"), "waiver": ("frafall", "waiver"),
    "acceptance": ("godkjenning", "acceptance"), "reallocation": ("omdisponering", "reallocation"),
    "escalation": ("eskalering", "escalation"), "asked": ("bedt om", "asked for"), "granted": ("ja", "yes"),
    "denied": ("avslag", "denied"), "returned": ("sendt tilbake", "sent back"), "invitation": ("invitasjon", "invitation"),
    "before_7": ("første påminnelse", "first reminder"), "before_3": ("andre påminnelse", "second reminder"),
    "last_day": ("siste arbeidsdag", "last working day"), "overdue": ("over fristen", "overdue"),
    "manager": ("til lederen", "to the manager"), "gaps": ("mangler", "gaps"), "fired": ("sendt", "told"),
    "spent": ("uaktuell", "passed over"), "void": ("bortfalt", "void"), "waiting": ("må bekreftes", "to be confirmed"),
    "wheel.loaded": ("årshjulet", "the wheel"), "meeting.moved": ("møtet flyttet", "meeting moved"),
    "meeting.dated": ("møtet datert", "meeting dated"), "meeting.cancelled": ("møtet avlyst", "meeting cancelled"),
    "conflict.decided": ("motstrid avgjort", "conflict decided"), "extension.granted": ("utsatt frist", "extension"),
    "meeting.added": ("møtet lagt til", "meeting added"), "deliverables.opened": ("åpnet", "opened"),
    "source.pulled": ("hentet", "collected"), "report.submitted": ("levert kontoret", "handed in"),
    "report.judged": ("vurdert", "judged"), "delivery.registered": ("registrert sendt", "registered as sent"),
    "deliverable.accepted": ("godtatt", "accepted"), "deliverable.returned": ("sendt tilbake", "sent back"),
    "deliverable.waived": ("frafalt", "waived"),
}  # fmt: skip


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    """Instants to the minute, codes in words."""
    lang = get_lang()
    shown = {key: f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "hour") else value for key, value in one.items()}
    if "latest" in one and not one["disputed"]:
        shown["latest"] = None
    for name in {"kind", "state", "step", "cause"} & shown.keys():
        code, _, number = str(shown[name]).partition(".") if name == "step" else (str(shown[name]), "", "")
        shown[name] = f"{word(_WORDS, code, lang)} {number}".rstrip()
    if one.get("move"):
        shown["kind"] = move_words(one["move"])
        if one["move"]["withdrawn"]:
            shown["state"] = say("trukket", "withdrawn")
    if "channel" in one:
        shown["channel"] = word(CHANNEL_WORDS, one["channel"], lang)
    if "digest" in one:
        shown["short_digest"] = str(one["digest"])[:12]
    if "completeness" in one:
        shown["how"] = word(COMPLETENESS_WORDS, one["completeness"] or "none", lang)
    return shown
