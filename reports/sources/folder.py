"""A folder of workbooks, JSON or YAML reports: the source of an actor that drops files.

What lives here: listing and opening files safely. Only plain files that lie directly in the folder are read:
links and subfolders are not followed, hidden and half-written files are left alone. A file that is still growing (being
copied, or synchronised) is left until it rests: half a file may well read as a whole report. A disk that is mounted from
elsewhere may stop answering for good, so each question to it is waited for so long and no longer.
"""

import datetime as dt
import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from arshjul.reports.reading import max_bytes
from arshjul.reports.sources.base import Fault, PullResult, Unread, is_report_name, shown, sift

# Never through a link, and never waiting for the other end of a pipe.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


_REST_SECONDS = 0.5
_FRESH_BEFORE, _FRESH_AFTER = 10.0, 3600.0
_GROWING = Unread("growing")
_ANSWER_SECONDS = 30.0
T = TypeVar("T")


class FolderSource:
    """Reports in `path`; whoever can write there can send as the actor, so the folder's rights matter.

    `wall` is the wall's clock when the run began. Files written to about then are watched for half a second; without it
    only what changes while it is read is noticed.
    """

    def __init__(self, path: Path, wall: dt.datetime | None = None, seconds: float = _ANSWER_SECONDS) -> None:
        self.path, self._wall, self._seconds = path, wall, seconds

    def __str__(self) -> str:
        return shown(str(self.path))

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """See `base.Source`. A folder that is missing, closed or does not answer is a fault (`source_missing`, `source_unreadable`)."""
        faults: list[Fault] = []
        disk = _Disk(self._seconds)
        try:
            return sift(self._files(disk, faults), now=now, known=known, faults=faults)
        finally:
            disk.close()

    def _files(self, disk: "_Disk", faults: list[Fault]) -> Iterator[tuple[str, bytes | Fault | Unread]]:
        """What lies there, by name; what stops the look is added to `faults`."""
        try:
            names = sorted(name for name in disk.ask(lambda: os.listdir(self.path)) if is_report_name(name))  # noqa: PTH208
        except OSError as error:
            faults.append(self._closed(error))
            return
        try:
            yield from self._found(disk, names)
        except _NoAnswer as error:
            faults.append(self._closed(error))

    def _found(self, disk: "_Disk", names: list[str]) -> Iterator[tuple[str, bytes | Fault | Unread]]:
        before = {name: there for name in names if (there := disk.ask(_looks, self.path / name))}
        if any(self._is_fresh(there) for there in before.values()):
            time.sleep(_REST_SECONDS)
        for name in names:
            try:
                found = disk.ask(_bytes, self.path / name, before.get(name))
            except FileNotFoundError:
                continue  # taken away since it was listed
            except _NoAnswer:
                raise
            except OSError as error:
                found = _unopened(name, error)
            if found is not None:
                yield name, found

    def _is_fresh(self, there: "_Looks") -> bool:
        if self._wall is None:
            return False
        return -_FRESH_BEFORE < there[1] / 1e9 - self._wall.timestamp() < _FRESH_AFTER

    def _closed(self, error: OSError) -> Fault:
        name = str(self)
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            nb = f"{name}: mappen finnes ikke; opprett den, eller rett stien i porteføljen"
            en = f"{name}: the folder does not exist; create it, or mend its path in the portfolio"
            return Fault("source_missing", name, nb, en)
        if isinstance(error, _NoAnswer):
            nb = f"{name}: disken svarer ikke; sjekk at den er tilkoblet"
            return Fault("source_unreadable", name, nb, f"{name}: the disk does not answer; check that it is mounted")
        nb = f"{name}: mappen kan ikke åpnes; sjekk rettighetene"
        return Fault("source_unreadable", name, nb, f"{name}: the folder cannot be opened; check its rights")


class _NoAnswer(OSError):
    """The disk has not answered in time."""


class _Disk:
    """Asks the disk from a thread of its own, which is left behind when no answer comes."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._asked: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()
        threading.Thread(target=self._work, daemon=True, name="disk").start()

    def ask(self, question: Callable[..., T], *given: Any) -> T:
        """What `question` gives, or raises. _NoAnswer when its time is up; then nothing more is asked."""
        self._asked.put(lambda: question(*given))
        try:
            found, error = self._answers.get(timeout=self._seconds)
        except Empty:
            raise _NoAnswer from None
        if error is not None:
            raise error
        answer: T = found
        return answer

    def close(self) -> None:
        """Let the thread end."""
        self._asked.put(None)

    def _work(self) -> None:
        while (question := self._asked.get()) is not None:
            try:
                self._answers.put((question(), None))
            except Exception as error:
                self._answers.put((None, error))


_Looks = tuple[int, int, int]


def _looks(path: Path) -> _Looks | None:
    """Size, time of the last writing in nanoseconds, and which file it is; None when nothing can be seen."""
    try:
        return _of(path.stat(follow_symlinks=False))
    except OSError:
        return None


def _of(found: os.stat_result) -> _Looks:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _bytes(path: Path, before: _Looks | None) -> bytes | Fault | Unread | None:
    """The file's bytes, one more than is allowed at most; `Unread` while somebody writes, None for a folder. OSError when
    it cannot be opened."""
    if path.is_dir() and not path.is_symlink():
        return None
    with open(os.open(path, _FLAGS), "rb") as file:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return _refused(path.name)
        raw = file.read(max_bytes(path.name) + 1)
        return raw if before == _of(os.fstat(file.fileno())) else _GROWING


def _unopened(name: str, error: OSError) -> Fault:
    if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO):
        return _refused(name)
    nb = f"{shown(name)}: filen kan ikke åpnes; sjekk rettighetene"
    return Fault("unreadable_report", shown(name), nb, f"{shown(name)}: the file cannot be opened; check its rights")


def _refused(name: str) -> Fault:
    nb = f"{shown(name)}: er en lenke eller ingen vanlig fil, og følges ikke; legg selve filen i mappen"
    en = f"{shown(name)}: is a link or no plain file, and is not followed; put the file itself into the folder"
    return Fault("link_refused", shown(name), nb, en)
