"""The archive of a year: one folder per deliverable, with all that was received, judged, decided, sent and registered.

What lives here: gathering from the database up to the run's moment, and which files come of it. The folder itself is
`archive_folder.py`; names and readable texts are `reports/archive/`.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from arshjul.flows import archived_words
from arshjul.flows.archive_folder import INDEX, ArchiveFolder, as_json
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem
from arshjul.reports.archive.names import media_type, safe_name
from arshjul.reports.archive.readable import judgement_text, message_text
from arshjul.reports.reading import read_report
from arshjul.reports.schema import Envelope
from arshjul.store import archived, facts
from arshjul.store.archived import Kept

Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Filed:
    """What was written of one deliverable, as the index tells it."""

    facts: dict[str, Any]
    files: Rows = field(default_factory=list)

    @property
    def entry(self) -> dict[str, Any]:
        """The entry of `index.json`."""
        return {**self.facts, "files": self.files}


@dataclass(frozen=True, slots=True)
class _Room:
    """Where one deliverable's files go, and what is known while they are written."""

    connection: Connection
    parts: Parts
    folder: ArchiveFolder
    kept: Kept
    filed: Filed
    upto: int

    def put(self, path: str, body: bytes, role: str, name: str = "") -> None:
        """Write a file of this deliverable and tell it in the index; `name` is what it was called when it came."""
        done = self.folder.put(f"{self.kept.key}/{path}", body)
        self.filed.files.append({**done, "role": role, "name": name or None, "media_type": media_type(path)})


def archive(parts: Parts, year: int, folder: ArchiveFolder, told: Callable[[int, int, str], None]) -> list[Filed]:
    """Write the year's deliverables and the index; `told` hears how far it has come. BadInput for a year without a wheel."""
    with parts.database.read() as connection:
        upto = facts.last_event(connection, parts.moment.at)
        known = archived.years(connection)
        kept = archived.kept(connection, year, upto) if year in known else []
        if not kept:
            raise _no_such(year, known)
        catalogue = parts.catalogue_of(connection, parts.moment.at)
        found = []
        for no, one in enumerate(kept, 1):
            told(no, len(kept), one.key)
            found.append(_filed(connection, parts, folder, one, catalogue, upto))
        index = {
            **folder.mark,
            "log": {"event": upto, "hash": archived.hash_of(connection, upto)},
            "deliverables": [one.entry for one in found],
        }
    folder.put(INDEX, as_json(index))
    return found


def check_year(parts: Parts, year: int) -> None:
    """BadInput when there is nothing to archive of that year, before any folder is made."""
    with parts.database.read() as connection:
        known = archived.years(connection)
        if year not in known or not archived.kept(connection, year, facts.last_event(connection, parts.moment.at)):
            raise _no_such(year, known)


def _no_such(year: int, known: Sequence[int]) -> BadInput:
    what = say(f"ingenting er kjent for {year}", f"nothing is known of {year}")
    years = ", ".join(map(str, known))
    remedy = say(f"velg et av årene {years}", f"choose one of the years {years}")
    return BadInput(
        [Problem(str(year), what, remedy=remedy if known else say("kjør arshjul wheel load", "run arshjul wheel load"))]
    )


def _filed(
    connection: Connection, parts: Parts, folder: ArchiveFolder, kept: Kept, catalogue: Catalogue, upto: int
) -> Filed:
    decisions, sendings = archived.decisions(connection, kept.key, upto), archived.sendings(connection, kept.id, upto)
    states, deadlines = archived.states(connection, kept.id, upto), archived.deadlines(connection, kept.id, upto)
    item = catalogue.deliverables.get(kept.key)
    filed = Filed(
        {
            **_facts(kept, item),
            "title": _title(kept, item, catalogue),
            "due": _plain(deadlines[-1]["due"]),
            "state": states[-1]["state"] if states else None,
            "case_references": list(
                dict.fromkeys(one["reference"] for one in [*sendings, *decisions] if one["reference"])
            ),
        }
    )
    room = _Room(connection, parts, folder, kept, filed, upto)
    about = {**filed.facts, "deadlines": deadlines, "states": states, "demands": _demands(item)}
    room.put("about.json", as_json(_plain(about)), "about")
    came = [_version(room, version) for version in archived.versions(connection, kept.id, upto)]
    if came:
        room.put("versions.json", as_json(_plain(came)), "versions")
    _records(room, decisions, sendings)
    return filed


def _facts(kept: Kept, item: Deliverable | None) -> dict[str, Any]:
    """What it is; of what is no longer owed, less is known."""
    return {
        "key": kept.key,
        "folder": kept.key,
        "kind": kept.kind,
        "actor": kept.actor,
        "addressee": item.addressee if item else None,
        "meeting": item.meeting if item else None,
        "access": item.access.value if item else None,
    }


def _title(kept: Kept, item: Deliverable | None, catalogue: Catalogue) -> dict[str, str]:
    """In both languages; what is no longer owed is called as its document is."""
    if item is not None:
        return {"nb": item.title["nb"], "en": item.title["en"]}
    held = catalogue.compiled.get(kept.wheel)
    found = held.wheel.document_types.get(kept.document_type) if held else None
    return {"nb": found.title["nb"], "en": found.title["en"]} if found else {"nb": kept.key, "en": kept.key}


def _demands(item: Deliverable | None) -> Rows:
    return [
        {
            "initiative": one.initiative, "code": one.code.value, "maker": one.maker.value, "obligation": one.obligation,
            "document": one.source.document, "section": one.source.section, "lines": list(one.source.lines),
        }
        for one in (item.demands if item else ())
    ]  # fmt: skip


def _version(room: _Room, version: dict[str, Any]) -> dict[str, Any]:
    """A version as it came, the document it stands for where that is kept, and every judgement; returns who and when."""
    no = f"v{version['no']:03d}"
    room.put(f"reports/{safe_name(version['name'], no)}", version["body"], "report", version["name"])
    _document(room, version, no)
    ticks = archived_words.signed(
        room.connection, room.parts, archived.ticks(room.connection, version["id"], room.upto)
    )
    for nth, judged in enumerate(archived.judgements(room.connection, version["id"], room.upto), 1):
        rules = judged.pop("rules_version")
        told = {"version": version["no"], "rules": rules, **judged, "ticks": ticks}
        plain = _plain(told)
        title = room.filed.facts["title"][get_lang().value]
        room.put(f"judgements/{no}-{nth}.json", as_json(plain), "judgement")
        text = judgement_text(title, room.kept.key, version["no"], plain, plain["ticks"])
        room.put(f"judgements/{no}-{nth}.txt", text, "judgement")
    return {name: version[name] for name in ("no", "name", "digest", "submitted_at", "received_at", "person")}


def _document(room: _Room, version: dict[str, Any], no: str) -> None:
    """The document of an envelope, where it was handed in as well; a workbook is none."""
    if version["name"].lower().endswith(".xlsx"):
        return
    try:
        read = read_report(version["body"], version["name"])
    except BadInput:
        return
    found = archived.attachment(room.connection, read.digest) if isinstance(read, Envelope) else None
    if found is not None and isinstance(read, Envelope):
        path = f"attachments/{safe_name(found['name'], f'{no}-{read.digest[:12]}')}"
        room.put(path, found["body"], "attachment", found["name"])


def _records(room: _Room, decisions: Rows, sendings: Rows) -> None:
    """Decisions, formal sendings with their files, and messages; of each only where there is something."""
    if decisions:
        room.put(
            "decisions.json",
            as_json(_plain(archived_words.decisions(room.connection, room.parts, decisions))),
            "decisions",
        )
    if sendings:
        room.put(
            "sendings.json", as_json(_plain(archived_words.signed(room.connection, room.parts, sendings))), "sendings"
        )
    for digest in dict.fromkeys(one["attachment"] for one in sendings if one["attachment"]):
        found = archived.attachment(room.connection, digest)
        if found is not None:
            path = f"attachments/{safe_name(found['name'], digest[:12])}"
            room.put(path, found["body"], "attachment", found["name"])
    _messages(room)


def _messages(room: _Room) -> None:
    """The messages as rows, and each as a text of its own."""
    rows = archived_words.messages(room.connection, room.parts, room.kept.id, room.upto)
    files: dict[str, str] = {}
    for row in rows:
        if row["message"] not in files:
            day = row["sent_at"].astimezone(OSLO).date()
            path = files[row["message"]] = f"messages/{len(files) + 1:03d}-{day}-{row['channel']}.txt"
            room.put(path, message_text(_plain(row)), "message")
        row["file"] = files[row["message"]]
    if rows:
        room.put("messages.json", as_json(_plain(rows)), "messages")


def _plain(value: Any) -> Any:
    """Instants as Oslo's clocks show them, days as ISO 8601."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(OSLO).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value
