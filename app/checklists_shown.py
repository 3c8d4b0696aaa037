"""The checklist of a document at the front desk: the list, a tick, and a document handed in.

What lives here: what goes together on the line, rows, and their words. What may be ticked is `flows/ticking.py`.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from arshjul.app.exits import FALLS_SHORT, OK
from arshjul.app.listing import Format, show
from arshjul.app.opening import opened
from arshjul.app.terminal import line
from arshjul.app.ticked_pages import must_be_there
from arshjul.calendar.wording import COMPLETENESS_WORDS, word
from arshjul.flows import named, ticking
from arshjul.flows.parts import Parts
from arshjul.flows.settings import Settings
from arshjul.models.codes import Completeness
from arshjul.models.free_text import free_text
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem
from arshjul.models.yaml_places import read_bytes
from arshjul.reports import prose
from arshjul.reports.checklist import Line, judge_ticks, lines, stems
from arshjul.reports.findings import Names
from arshjul.store import checklists, judgements
from arshjul.store.sendings import Attached

CHECKLIST_KEYS = (
    "code", "initiative", "content", "words", "maker", "obligations", "sources", "ticked", "page", "by", "by_name",
    "ticked_at", "earlier_page", "claimed_page", "found_on",
)  # fmt: skip
DONE_KEYS = ("key", "completeness", "ticked", "demands", "already")
_MOST_PAGE, _MOST_SHOWN = 100_000, 8


class Wanted(NamedTuple):
    """What the line asks for; nothing of it is to show the list."""

    tick: tuple[str, ...] = ()
    page: int | None = None
    untick: tuple[str, ...] = ()
    document: Path | None = None
    by: str | None = None
    reason: str | None = None


def checklist_command(found: Settings, as_of: str | None, key: str, wanted: Wanted, fmt: Format) -> int:
    """Hand in, tick, take back, or show the list; returns the exit code."""
    problems = [*_problems(wanted)]
    if problems:
        raise BadInput(problems)
    file = _document(wanted.document) if wanted.document else None
    with opened(found, as_of) as parts:
        if file is not None:
            number = ticking.hand_in(parts, key, file, wanted.by or "")
            _tell_handed_in(file.name, number)
        if wanted.tick:
            must_be_there(parts, key, wanted.page or 0)
            return _tell(ticking.tick(parts, key, wanted.tick, wanted.page or 0, wanted.by or ""), fmt)
        if wanted.untick:
            return _tell(ticking.untick(parts, key, wanted.untick, wanted.reason or "", wanted.by or ""), fmt)
        return _show(parts, key, fmt)


def _problems(wanted: Wanted) -> Iterator[Problem]:
    """What does not go together on the line, all of it at once."""
    changes = wanted.tick or wanted.untick or wanted.document
    if wanted.tick and wanted.untick:
        yield Problem("--untick", say("passer ikke sammen med --tick", "does not go with --tick"))
    if changes and wanted.by is None:
        yield Problem(
            "--by", say("mangler", "is missing"), remedy=say("skriv din e-postadresse", "write your e-mail address")
        )
    if wanted.tick and (wanted.page is None or not 1 <= wanted.page <= _MOST_PAGE):
        what = say("skal være sidetallet, fra 1", "is to be the page's number, from 1")
        yield Problem("--page", what, remedy=say("skriv siden kravet er funnet på", "write the page it was found on"))
    if wanted.page is not None and not wanted.tick:
        yield Problem("--page", say("hører til --tick", "belongs to --tick"))
    if wanted.untick and wanted.reason is None:
        yield Problem("--reason", say("mangler", "is missing"), remedy=say("skriv hvorfor", "write why"))


def _document(path: Path) -> Attached:
    """A document to be kept. BadInput when it is neither a PDF nor in Word's package, or too large."""
    body = read_bytes(path, prose.MAX_BYTES)
    if len(body) > prose.MAX_BYTES:
        most = prose.MAX_BYTES // 1_000_000
        what = say(f"er større enn {most} MB", f"is larger than {most} MB")
        raise BadInput([Problem(str(path), what, remedy=say("lagre det uten bilder", "save it without pictures"))])
    kind = prose.media_type(body)
    right = {prose.PDF: ".pdf", prose.WORD: ".docx"}.get(kind)
    if right is None or path.suffix.lower() != right:
        what = say(
            "er verken PDF (.pdf) eller Word-dokument (.docx)", "is neither a PDF (.pdf) nor a Word document (.docx)"
        )
        raise BadInput([Problem(str(path), what, remedy=say("lagre det som en av dem", "save it as one of them"))])
    return Attached(hashlib.sha256(body).hexdigest(), free_text(str(path), path.name[-200:]), kind, body)


def _tell_handed_in(name: str, number: int | None) -> None:
    if number is None:
        line(say(f"{name} er dokumentet som konvolutten viser til.", f"{name} is what the envelope names."), error=True)
    else:
        line(say(f"{name} er lagt inn som versjon {number}.", f"{name} is handed in as version {number}."), error=True)


def _tell(done: ticking.Done, fmt: Format) -> int:
    if fmt is not Format.TABLE:
        show([done._asdict() | {"completeness": done.completeness.value}], DONE_KEYS, fmt, {})
        return OK
    verdict = word(COMPLETENESS_WORDS, done.completeness, get_lang())
    already = say("Det er slik fra før. ", "It is so already. ") if done.already else ""
    line(
        say(
            f"{already}{done.key}: {done.ticked} av {done.demands} krav er funnet; {verdict}.",
            f"{already}{done.key}: {done.ticked} of {done.demands} demands are found; {verdict}.",
        )
    )
    return OK


def _show(parts: Parts, key: str, fmt: Format) -> int:
    with parts.database.read() as connection:
        now, item = named.deliverable(connection, parts, key)
        came = ticking.came(connection, now)
        names = {slug: spec.name for slug, spec in parts.catalogue_of(connection).wheel_of(item).initiatives.items()}
        known = _known(connection, now.id, came)
        called = named.called(connection, parts, {one.by for one in known.ticks.values()})
        gaps = judgements.findings_of(connection, [now.key]).get(now.key, [])
    if ticking.is_structured(came):
        line(
            say("Kom som statusrapport og vurderes som det.", "Came as a status report and is judged as one."),
            error=True,
        )
    text = _text(came)
    rows = [_row(one, known, called, names, text) for one in lines(item)]
    _print(rows, fmt, item.title[get_lang()], now.actor)
    if ticking.is_structured(came):
        return FALLS_SHORT if gaps else OK
    made = judge_ticks(item, known.ticks.keys(), names)
    return OK if made.completeness is Completeness.COMPLETE else FALLS_SHORT


class _Known(NamedTuple):
    """What is known of each demand, by its code: ticks, the page in an earlier version, and the sender's own."""

    ticks: dict[str, checklists.Ticked]
    earlier: dict[str, int]
    claimed: dict[str, int]


def _known(connection: Connection, deliverable: int, came: ticking.Came) -> _Known:
    if came.version is None:
        return _Known({}, {}, {})
    pages = came.envelope.pages if came.envelope else {}
    claimed = {f"{slug}.{content}": page for slug, there in pages.items() for content, page in there.items()}
    version = came.version.submission_id
    return _Known(checklists.ticks(connection, version), checklists.earlier(connection, deliverable, version), claimed)


def _text(came: ticking.Came) -> prose.Prose | None:
    """What the document says, where the program has it and can read it; it can be ticked all the same."""
    document = came.document
    if document is None:
        return None
    if came.envelope is not None and came.envelope.digest != document.digest:
        told = say(
            f"{document.name} er sendt departementet, og er et annet dokument enn konvolutten viser til",
            f"{document.name} was sent to the ministry, and is another document than the envelope names",
        )
        line(say(f"Obs: {told}", f"Note: {told}"), error=True)
    try:
        found = prose.read_prose(document.body, document.name)
    except BadInput as error:
        line(say(f"Obs: {error}", f"Note: {error}"), error=True)
        return None
    if not found.whole:
        line(say("Obs: dokumentet er ikke lest til slutten.", "Note: it was not read to its end."), error=True)
    if not any(found.pages):
        told = say("dokumentet har ingen tekst, det kan være skannet", "the document has no text, it may be scanned")
        line(say(f"Obs: {told}", f"Note: {told}"), error=True)
    return found


def _row(
    one: Line, known: _Known, called: dict[str, str], names: Names, text: prose.Prose | None
) -> dict[str, Any]:  # fmt: skip
    ticked = known.ticks.get(one.code)
    words, near = stems(one, names)
    return {
        "code": one.code,
        "initiative": one.initiative,
        "content": one.content.value,
        "words": one.words(names, get_lang()),
        "maker": one.maker.value,
        "obligations": list(dict.fromkeys(made.obligation for made in one.demands)),
        "sources": [
            {"document": made.source.document, "section": made.source.section, "lines": list(made.source.lines)}
            for made in one.demands
        ],
        "ticked": ticked is not None,
        "page": ticked.page if ticked else None,
        "by": ticked.by if ticked else None,
        "by_name": called[ticked.by] if ticked else None,
        "ticked_at": ticked.at.astimezone(OSLO) if ticked else None,
        "earlier_page": known.earlier.get(one.code),
        "claimed_page": known.claimed.get(one.code),
        "found_on": list(prose.pages_with(text, words, near)) if text else [],
    }


def _print(rows: list[dict[str, Any]], fmt: Format, title: str, actor: str) -> None:
    columns = {
        "code": say("Krav", "Demand"), "words": say("Hva", "What"), "place": say("Kreves i", "Demanded in"),
        "where": say("Funnet", "Found"), "hints": say("Se side", "See page"),
    }  # fmt: skip
    show([{**row, **_shown(row)} for row in rows], CHECKLIST_KEYS, fmt, columns, f"{title} ({actor})", ("words",))


def _shown(row: dict[str, Any]) -> dict[str, str]:
    makers = {
        "letter": say("brev", "letter"),
        "mandate": say("mandat", "mandate"),
        "office": say("kontoret", "the office"),
    }
    places = dict.fromkeys(f"{one['section']}, {say('linje', 'line')} {one['lines'][0]}" for one in row["sources"])
    where = say("ikke krysset av", "not ticked")
    if row["ticked"]:
        where = say(f"side {row['page']}", f"page {row['page']}") + f" ({row['by_name']}, {row['ticked_at']:%Y-%m-%d})"
    return {"place": f"{makers[row['maker']]}: {'; '.join(places)}", "where": where, "hints": _hints(row)}


def _hints(row: dict[str, Any]) -> str:
    """Pages worth a look: where the words stand, what the sender says, and where it stood before."""
    found = row["found_on"]
    told = [", ".join(map(str, found[:_MOST_SHOWN])) + (" …" if len(found) > _MOST_SHOWN else "")] if found else []
    if row["claimed_page"]:
        told.append(say(f"avsender: {row['claimed_page']}", f"sender: {row['claimed_page']}"))
    if row["earlier_page"] and not row["ticked"]:
        told.append(say(f"sist: {row['earlier_page']}", f"last time: {row['earlier_page']}"))
    return "; ".join(told)
