"""`wheel rollover`: next year's wheel written as a file, and a list of what became of everything.

What lives here: which wheels are meant, writing the file without touching one that exists, and the rows told. What is
kept is `calendar/rollover.py`, which dates need a look `calendar/rollover_flags.py`.
"""

import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from arshjul.app.listing import Format, show
from arshjul.app.places import writable
from arshjul.app.terminal import line
from arshjul.app.view import wheel_views
from arshjul.calendar.compile import compile_wheel, meetings
from arshjul.calendar.rollover import Rolled, roll
from arshjul.calendar.rollover_flags import FlagKind, flags
from arshjul.calendar.rollover_text import wheel_text
from arshjul.calendar.wheel_file import read_wheel
from arshjul.flows.settings import Settings
from arshjul.models.codes import Recurs
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem, reason
from arshjul.models.wheelfile import WheelFile

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""Disks that know no second name for a file (memory sticks, some shares)."""
ROLLOVER_KEYS = ["what", "id", "title", "actors", "due", "last_workday", "keys"]


def roll_over(found: Settings, first: int, second: int, out: Path, fmt: Format) -> None:
    """Write the wheels of year `first` as wheels of year `second`, then list them.

    `out` is the file, or a folder for one file per wheel. BadInput when it exists, or there is nothing to begin with.
    """
    if second <= first:
        what = say(f"{second} kommer ikke etter {first}", f"{second} does not come after {first}")
        raise BadInput([Problem(say("TIL", "TO"), what, remedy=say("skriv et senere år", "write a later year"))])
    sources = _sources(found, first)
    rolled = [roll(source, second) for source in sources]
    places = _places(out, rolled)
    bodies = [_checked(item, place) for item, place in zip(rolled, places, strict=True)]
    for place, body in zip(places, bodies, strict=True):
        _write_new(place, body)
        line(say(f"skrevet: {place}", f"written: {place}"), error=True)
    columns = {
        "word": say("Hva", "What"), "due": say("Frist", "Due"), "last_workday": say("Siste\narbeidsdag", "Last\nworking day"),
        "actors": say("Aktør", "Actor"), "title": say("Tittel", "Title"), "short": "Id",
    }  # fmt: skip
    rows = [row for item in rolled for row in rollover_rows(item)]
    show(rows, ROLLOVER_KEYS, fmt, columns, say(f"Fra {first} til {second}", f"From {first} to {second}"), ("short",))


def _sources(found: Settings, year: int) -> list[WheelFile]:
    """The wheels of the year. BadInput with the nearest year when there is none."""
    wheels = [view.wheel for view in wheel_views(found, year)]
    if wheels:
        return wheels
    known = sorted({view.wheel.year for view in wheel_views(found, None)}, key=lambda other: (abs(other - year), other))
    what = say(f"ingen årshjul har året {year}", f"no wheel has the year {year}")
    remedy = say(f"mente du {known[0]}?", f"did you mean {known[0]}?") if known else ""
    raise BadInput([Problem(say("FRA", "FROM"), what, remedy=remedy)])


def _places(out: Path, rolled: Sequence[Rolled]) -> list[Path]:
    """The file for each wheel. BadInput when one exists, or when one file is to hold several wheels."""
    if out.is_dir():
        places = [out / f"{item.wheel.id}.yaml" for item in rolled]
    elif len(rolled) == 1:
        places = [out]
    else:
        ids = ", ".join(item.source.id for item in rolled)
        what = say(f"en fil kan ikke romme flere årshjul: {ids}", f"one file cannot hold several wheels: {ids}")
        remedy = say("pek på en mappe, eller velg ett med --wheels", "point at a folder, or name one with --wheels")
        raise BadInput([Problem("--out", what, remedy=remedy)])
    taken = [place for place in places if place.exists() or place.is_symlink()]
    if taken or len(set(places)) < len(places):
        raise BadInput([_exists(place) for place in taken or places])
    return places


def _exists(place: Path) -> Problem:
    what = say("finnes fra før, og blir ikke skrevet over", "exists already, and is not overwritten")
    remedy = say("velg et annet navn, eller flytt filen først", "choose another name, or move the file away first")
    return Problem(str(place), what, remedy=remedy)


def _checked(rolled: Rolled, place: Path) -> bytes:
    """The file's bytes, read back once: it must say what was meant and hold together. BadInput with what does not."""
    body = wheel_text(rolled).encode()
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / (place.name or "wheel.yaml")
        trial.write_bytes(body)
        if read_wheel(trial) != rolled.wheel:
            raise RuntimeError(f"{rolled.wheel.id} is not read back as it was written")
    return body


def _write_new(place: Path, body: bytes) -> None:
    """The whole file under its name, or nothing; a file that somebody made meanwhile is left alone. BadInput."""
    writable(place.parent)
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(name).chmod(0o644)
            _take_name(place, Path(name))
        finally:
            Path(name).unlink(missing_ok=True)
    except FileExistsError:
        raise BadInput([_exists(place)]) from None
    except OSError as error:
        what = say(f"kan ikke skrives: {reason(error)}", f"cannot be written: {reason(error)}")
        raise BadInput([Problem(str(place), what, remedy=say("velg en annen fil", "choose another file"))]) from None


def _take_name(place: Path, written: Path) -> None:
    """Give the file its name unless that is taken; a link fails then, where a rename would replace what is there."""
    try:
        place.hardlink_to(written)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if place.exists():
            raise FileExistsError(place) from None
        written.replace(place)


def rollover_rows(rolled: Rolled) -> list[dict[str, Any]]:
    """What became of everything: comes back, is expected, meets, is left out; then the dates that need a look."""
    return [*_deliverables(rolled), *_meetings(rolled.wheel), *_left_out(rolled), *_flags(rolled.wheel)]


def _row(what: str, row_id: str, title: str, actors: Sequence[str], **more: Any) -> dict[str, Any]:
    told = {"due": None, "last_workday": None, "keys": [row_id], **more}
    short = "\n".join(key.partition(".")[2] or key for key in told["keys"])  # without the wheel's id
    return {
        "what": what,
        "word": _word(what),
        "id": row_id,
        "short": short,
        "title": title,
        "actors": list(actors),
        **told,
    }


def _deliverables(rolled: Rolled) -> Iterator[dict[str, Any]]:
    recurring, lang = set(rolled.recurring), get_lang()
    for item in compile_wheel(rolled.wheel):
        what = "recurring" if recurring.intersection(item.obligations) else Recurs.EXPECTED.value
        yield _row(what, item.key, item.title[lang], [item.actor], due=item.due, last_workday=item.last_workday)


def _meetings(wheel: WheelFile) -> Iterator[dict[str, Any]]:
    for item in meetings(wheel):
        yield _row("meeting", item.id, item.title[get_lang()], item.actors, due=item.date)


def _left_out(rolled: Rolled) -> Iterator[dict[str, Any]]:
    for slug in rolled.left_out:
        spec = rolled.source.obligations[slug]
        yield _row("left_out", slug, spec.title[get_lang()] if spec.title else slug, spec.actors)


def _flags(wheel: WheelFile) -> Iterator[dict[str, Any]]:
    lang = get_lang()
    titles = {item.key: item.title[lang] for item in compile_wheel(wheel)}
    for flag in flags(wheel):
        title = " + ".join(dict.fromkeys(titles[key] for key in flag.keys))
        days = {"due": flag.due, "last_workday": flag.last_workday}
        yield _row(flag.kind.value, ", ".join(flag.keys), title, flag.actor.split(", "), keys=list(flag.keys), **days)


def _word(what: str) -> str:
    words = {
        "recurring": say("hvert år", "every year"),
        Recurs.EXPECTED: say("ventet", "expected"),
        "meeting": say("møte", "meeting"),
        "left_out": say("utelatt", "left out"),
        FlagKind.NON_WORKING_DAY: say("SE PÅ: fridag", "LOOK AT: day off"),
        FlagKind.COLLISION: say("SE PÅ: samme dag", "LOOK AT: same day"),
        FlagKind.CONFLICT: say("SE PÅ: motstrid", "LOOK AT: conflict"),
    }
    return words[what]
