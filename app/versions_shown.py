"""`report versions` and `report diff`: what came of one deliverable, and what changed.

What lives here: showing. Which version counts for what, and what changed, is `flows/versions.py`.
"""

from typing import Any

from arshjul.app.diff_words import field_words, value_words
from arshjul.app.listing import Format, show
from arshjul.app.opening import opened
from arshjul.app.terminal import line
from arshjul.calendar.wording import COMPLETENESS_WORDS, word
from arshjul.flows.collecting import initiative_names
from arshjul.flows.parts import Parts
from arshjul.flows.settings import Settings
from arshjul.flows.versions import IN_TIME, Compared, Version, compare, versions
from arshjul.models.codes import GENERAL
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO
from arshjul.store.dossier import Came

VERSION_KEYS = (
    "no", "submitted_by", "submitted_at", "received_at", "name", "digest", "completeness", "findings", "counts_for",
)  # fmt: skip
DIFF_KEYS = ("initiative", "field", "before", "after")


def show_versions(found: Settings, as_of: str | None, key: str, fmt: Format) -> None:
    """Every version: number, who, when, digest, and what it counts for."""
    with opened(found, as_of) as parts, parts.database.read() as connection:
        now, listed = versions(connection, key)
    rows = [_row(one) for one in listed]
    if fmt is not Format.TABLE:
        show(rows, VERSION_KEYS, fmt, {})
        return
    columns = {
        "no": say("Nr.", "No."), "received_at": say("Mottatt", "Received"), "submitted_by": say("Fra", "From"),
        "submitted_at": say("Sendt", "Sent"), "name": say("Fil", "File"), "digest": say("Avtrykk", "Digest"),
        "completeness": say("Vurdert", "Judged"), "counts_for": say("Teller for", "Counts for"),
    }  # fmt: skip
    if rows:
        show([_shown(row) for row in rows], (), fmt, columns, now.key, ("submitted_at", "name", "digest"))
    else:
        line(say(f"{now.key}: ingenting er mottatt.", f"{now.key}: nothing has been received."))


def show_diff(found: Settings, as_of: str | None, key: str, old: int | None, new: int | None, fmt: Format) -> None:
    """What changed between two versions, the last two when none are named."""
    with opened(found, as_of) as parts, parts.database.read() as connection:
        done = compare(connection, key, old, new)
        called = _names(parts, done.key)
    rows = [
        {"initiative": one.initiative, "field": one.field, "before": one.before, "after": one.after}
        for one in done.changes
    ]
    if fmt is not Format.TABLE:
        show(rows, DIFF_KEYS, fmt, {})
        return
    line(_heading(done))
    if rows:
        columns = {
            "initiative": say("Tiltak", "Initiative"), "field": say("Felt", "Field"), "before": say("Før", "Before"),
            "after": say("Nå", "Now"),
        }  # fmt: skip
        shown = [
            {"initiative": called.get(one.initiative, one.initiative), "field": field_words(one.field, called),
             "before": value_words(one.field, one.before, called), "after": value_words(one.field, one.after, called)}
            for one in done.changes
        ]  # fmt: skip
        show(shown, (), fmt, columns)


def _row(one: Version) -> dict[str, Any]:
    came = one.came
    return {
        "no": came.no,
        "submitted_by": came.submitted_by,
        "submitted_at": came.submitted_at.astimezone(OSLO),
        "received_at": came.received_at.astimezone(OSLO),
        "name": came.name,
        "digest": came.digest,
        "completeness": came.completeness,
        "findings": came.findings,
        "counts_for": list(one.counts_for),
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    lang = get_lang()
    words = [say("tid", "time") if role == IN_TIME else say("innhold", "content") for role in row["counts_for"]]
    return {
        **row,
        "received_at": f"{row['received_at']:%Y-%m-%d %H:%M}",
        "submitted_at": f"{row['submitted_at']:%Y-%m-%d %H:%M}",
        "digest": row["digest"][:12],
        "completeness": word(COMPLETENESS_WORDS, row["completeness"] or "none", lang),
        "counts_for": ", ".join(words) or "–",
    }


def _heading(done: Compared) -> str:
    if done.old is None or done.new is None:
        return say(
            f"{done.key}: bare én versjon er mottatt, så det er ingenting å sammenlikne.",
            f"{done.key}: only one version has been received, so there is nothing to compare.",
        )
    ways = say(f"{_told(done.old)} → {_told(done.new)}", f"{_told(done.old)} → {_told(done.new)}")
    if done.changes:
        return f"{done.key}: {ways}"
    return f"{done.key}: {ways}. " + say("Innholdet er det samme.", "The content is the same.")


def _told(came: Came) -> str:
    at = f"{came.received_at.astimezone(OSLO):%Y-%m-%d %H:%M}"
    return say(f"versjon {came.no} ({came.submitted_by}, {at})", f"version {came.no} ({came.submitted_by}, {at})")


def _names(parts: Parts, key: str) -> dict[str, str]:
    """What initiatives are called in the reader's language."""
    catalogue, lang = parts.catalogue(), get_lang()
    item = catalogue.deliverables.get(key)
    names = {slug: name[lang] for slug, name in initiative_names(catalogue, item).items()} if item else {}
    return {**names, "": say("hele rapporten", "the whole report"), GENERAL: say("felles", "general")}
