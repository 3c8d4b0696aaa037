"""`report submit`: a report handed in at the office's desk.

What lives here: from options to the stage to words. Whether it may be taken is `flows/submitting.py`.
"""

from pathlib import Path

from arshjul.app.exits import OK
from arshjul.app.listing import Format
from arshjul.app.opening import opened
from arshjul.app.report_check import show_verdict, unsaid
from arshjul.app.terminal import line
from arshjul.flows.settings import Settings
from arshjul.flows.submitting import HandedIn, submit
from arshjul.models.lang import say
from arshjul.models.yaml_places import read_bytes
from arshjul.reports.reading import max_bytes


def submit_report(found: Settings, as_of: str | None, file: Path, key: str, by: str, fmt: Format) -> int:
    """Take the file, tell its number, and show the verdict as `report check` does; returns the exit code."""
    raw = read_bytes(file, max_bytes(file.name))
    with opened(found, as_of) as parts:
        done = submit(parts, key, str(file), raw, by)
    line(_told(done), error=fmt is not Format.TABLE)
    if done.stranger:
        line(_stranger(done), error=True)
    return OK if done.verdict is None else show_verdict(done.item, done.verdict, fmt)


def _stranger(done: HandedIn) -> str:
    """Taken, since the office hands in for others; but seldom meant."""
    return say(
        f"Obs: {done.by} har ingen rolle hos {done.item.actor}, som skylder leveransen. Kontroller --by.",
        f"Note: {done.by} holds no role at {done.item.actor}, who owes the deliverable. Check --by.",
    )


def _told(done: HandedIn) -> str:
    key = done.item.key
    if done.already:
        return say(
            f"{key}: filen er mottatt før, som versjon {done.number}. Ingenting er endret.",
            f"{key}: this file was received before, as version {done.number}. Nothing has changed.",
        )
    came = say(
        f"{key}: mottatt som versjon {done.number}, fra {done.by}.",
        f"{key}: received as version {done.number}, from {done.by}.",
    )
    if done.verdict is not None:
        return came
    return f"{came} {unsaid(key)}"
