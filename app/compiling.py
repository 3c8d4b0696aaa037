"""`report compile`: the joint report before a meeting, its annex, and the form that the office may restyle.

What lives here: which files are asked for, and writing them. What stands in them is put together in `flows/compiling.py`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from arshjul.app import clock
from arshjul.app.listing import Format, show
from arshjul.app.opening import opened
from arshjul.app.terminal import line
from arshjul.flows import annexing
from arshjul.flows.annexing import annex_values
from arshjul.flows.compiling import Gathered, gather, joint_values
from arshjul.flows.files import write_whole
from arshjul.flows.parts import Parts
from arshjul.flows.settings import Settings
from arshjul.models.lang import say
from arshjul.models.moment import Moment
from arshjul.models.problems import BadInput, Problem, nearest, reason
from arshjul.models.yaml_places import read_bytes

SEEN_KEYS = ("meeting", "actor", "by", "already")
SUFFIXES = (".docx", ".md", ".html")


def compile_report(
    found: Settings,
    as_of: str | None,
    meeting: str,
    out: Path | None,
    *,
    annex: Path | None = None,
    annex_for: str | None = None,
    form: Path | None = None,
    annex_form: Path | None = None,
) -> None:
    """Write the joint report to `out` and the annex to `annex`; the form of a file follows from its name. BadInput."""
    _check(
        out, annex, annex_for, {"--template": (form, "--out", out), "--annex-template": (annex_form, "--annex", annex)}
    )
    bodies = [None if one is None else read_bytes(one) for one in (form, annex_form)]
    notes: list[str] = []
    with opened(found, as_of) as parts:
        gathered, made, on = gather(parts, meeting), [], parts.moment.today
        if out is not None:
            made.append((out, _made("joint", joint_values(parts, gathered), out, on, form, bodies[0])))
        if annex is not None:
            values = annex_values(parts, gathered, annex_for)
            made.append((annex, _made("annex", values, annex, on, annex_form, bodies[1])))
            notes = list(_to_do(parts, gathered, annex_for))
    for path, whole in made:
        _write(path, whole)
    for one in notes:
        line(one, error=True)


def record_seen(
    found: Settings, as_of: str | None, meeting: str, actor: str, by: str, made: str | None, fmt: Format
) -> None:
    """Record that an actor has seen its part of the annex as it was at `made` (else now)."""
    with opened(found, as_of) as parts:
        then = None if made is None else Moment(clock.now(made).at, parts.moment.recorded_at)
        done = annexing.show(parts, meeting, actor, by, then)
    if fmt is not Format.TABLE:
        show([asdict(done)], SEEN_KEYS, fmt, {})
    elif done.already:
        line(
            say(
                f"Det er ført fra før at {actor} har sett sin del.",
                f"That {actor} has seen its part is recorded already.",
            )
        )
    else:
        line(say(f"Ført: {actor} har sett sin del ({done.by}).", f"Recorded: {actor} has seen its part ({done.by})."))


def _to_do(parts: Parts, found: Gathered, annex_for: str | None) -> Iterator[str]:
    """What remains before the annex of everybody holds everybody."""
    meeting = found.picture.meeting.id
    if annex_for is not None:
        record = f"arshjul report annex-seen {meeting} {annex_for} --by …"
        yield say(
            f"Vis det til aktøren, og før så at det er sett: {record}",
            f"Show it to the actor, then record it: {record}",
        )
        return
    for actor in annexing.unseen(parts, found):
        make = f"arshjul report compile {meeting} --annex … --annex-for {actor}"
        yield say(
            f"{actor} er ikke med, for aktøren har ikke sett sin del slik den er nå. Lag den med: {make}",
            f"{actor} is left out, as the actor has not seen its part as it is now. Make it with: {make}",
        )


def joint_file(parts: Parts, meeting: str, out: Path) -> None:
    """Write the joint report of a meeting with parts that are open already."""
    values = joint_values(parts, gather(parts, meeting))
    _write(out, _made("joint", values, out, parts.moment.today), quiet=True)


def write_form(out: Path, *, annex: bool = False) -> None:
    """Write the Word form, for the office to change. A file that exists is not overwritten, as it may be changed already."""
    from arshjul.reports.joint.docx_form import annex_form, joint_form

    if out.suffix.lower() != ".docx":
        raise _no_such(out, (".docx",))
    if out.exists() or out.is_symlink():
        what = say("finnes fra før, og blir ikke skrevet over", "exists already, and is not overwritten")
        remedy = say("velg et annet navn, eller flytt filen først", "choose another name, or move the file away first")
        raise BadInput([Problem(str(out), what, remedy=remedy)])
    _write(out, annex_form() if annex else joint_form())


def _check(
    out: Path | None,
    annex: Path | None,
    annex_for: str | None,
    forms: Mapping[str, tuple[Path | None, str, Path | None]],
) -> None:
    """Everything that can be seen from the line alone, before anything is read."""
    if out is None and annex is None:
        what = say("sier ikke hvor noe skal skrives", "says nowhere to write")
        raise BadInput([Problem("report compile", what, remedy=say("bruk --out FIL", "use --out FILE"))])
    if annex_for is not None and annex is None:
        what = say("trenger --annex FIL", "needs --annex FILE")
        raise BadInput(
            [Problem("--annex-for", what, remedy=say("skriv hvor vedlegget skal ligge", "name the annex's file"))]
        )
    for path in (out, annex):
        if path is not None and path.suffix.lower() not in SUFFIXES:
            raise _no_such(path, SUFFIXES)
    for option, (form, whose, target) in forms.items():
        if form is not None and (target is None or target.suffix.lower() != ".docx"):
            what = say("gjelder bare .docx", "is for .docx only")
            remedy = say(f"la {whose} slutte på .docx", f"let {whose} end in .docx")
            raise BadInput([Problem(option, what, remedy=remedy)])
    named = [path.absolute() for path in (out, annex, *(form for form, _, _ in forms.values())) if path is not None]
    if len(set(named)) < len(named):
        what = say("er nevnt to ganger", "is named twice")
        raise BadInput([Problem(str(out or annex), what, remedy=say("velg ulike filer", "choose different files"))])


def _no_such(path: Path, known: tuple[str, ...]) -> BadInput:
    what = say(f"slutter ikke på {', '.join(known)}", f"does not end in {', '.join(known)}")
    return BadInput([Problem(str(path), what, remedy=nearest(path.suffix.lower(), known))])


def _made(
    name: str, values: dict[str, Any], path: Path, on: dt.date, form: Path | None = None, body: bytes | None = None
) -> bytes:
    """The file's bytes; the Word parts are imported only where they are asked for, as they are slow to."""
    if path.suffix.lower() == ".docx":
        from arshjul.reports.joint.docx_file import docx
        from arshjul.reports.joint.docx_form import annex_form, joint_form

        forms: dict[str, Callable[[], bytes]] = {"joint": joint_form, "annex": annex_form}
        return docx(forms[name]() if body is None else body, values, place=str(form or path), on=on)
    from arshjul.reports.joint.pages import html, markdown

    return (html if path.suffix.lower() == ".html" else markdown)(name, values)


def _write(path: Path, body: bytes, *, quiet: bool = False) -> None:
    try:
        write_whole(path, body)
    except OSError as error:
        what = say(f"kan ikke skrives: {reason(error)}", f"cannot be written: {reason(error)}")
        raise BadInput([Problem(str(path), what, remedy=say("velg en annen fil", "choose another file"))]) from None
    if not quiet:
        line(say(f"skrevet: {path}", f"written: {path}"))
