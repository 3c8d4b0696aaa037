"""The folder of an archive: which folder may be used, files written whole, and a list of digests by which it can be checked.

What lives here: files and digests. What stands in the files is `archiving.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from arshjul.flows.files import write_whole
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, reason

MARK, INDEX, SUMS = "archive.json", "index.json", "SHA256SUMS"


class ArchiveFolder:
    """A folder that is an archive of one year of one portfolio, and nothing else."""

    def __init__(self, root: Path, portfolio: str, year: int) -> None:
        self.root = root
        self.mark = {"kind": "arshjul-archive", "schema": 1, "portfolio": portfolio, "year": year}
        self.digests: dict[str, str] = {}
        self._before = self._claimed()

    def put(self, path: str, body: bytes) -> dict[str, Any]:
        """Write a file whole; returns where it is, its size and its digest."""
        target = self.root / path
        if not target.resolve().is_relative_to(self.root.resolve()):
            raise _unfit(target, say("peker ut av mappen", "leads out of the folder"))
        try:
            write_whole(target, body)
        except OSError as error:
            raise _unfit(
                target, say(f"kan ikke skrives: {reason(error)}", f"cannot be written: {reason(error)}")
            ) from None
        digest = self.digests[path] = hashlib.sha256(body).hexdigest()
        return {"path": path, "size": len(body), "sha256": digest}

    def close(self) -> None:
        """Take away what an earlier run wrote and this one did not, then list all digests, as `sha256sum -c` reads them."""
        for path in sorted(self._before - self.digests.keys()):
            (self.root / path).unlink(missing_ok=True)
            with suppress(OSError):  # a folder that still holds something stays
                (self.root / path).parent.rmdir()
        lines = [f"{digest}  {path}\n" for path, digest in sorted(self.digests.items())]
        self.put(SUMS, "".join(lines).encode())

    def _claimed(self) -> set[str]:
        """Mark the folder as ours, first of all, so that a run that is cut short can be made again; what is in it already.

        BadInput for a folder that holds something else, or another year's or portfolio's archive.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            found = [path.name for path in self.root.iterdir() if not path.name.startswith(f".{MARK}.")]
        except OSError as error:
            raise _unfit(
                self.root, say(f"kan ikke brukes: {reason(error)}", f"cannot be used: {reason(error)}")
            ) from None
        if found and self._marked() != self.mark:
            what = say("er ikke tom, og er ikke arkivet for dette året", "is not empty, and not this year's archive")
            raise _unfit(self.root, what)
        self.put(MARK, as_json(self.mark))
        return self._listed()

    def _marked(self) -> Any:
        try:
            return json.loads((self.root / MARK).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _listed(self) -> set[str]:
        """What an earlier run says that it wrote; a line that leads anywhere else is not believed."""
        try:
            lines = (self.root / SUMS).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return set()
        return {path for line in lines if _inside(path := line[66:])} - {SUMS}


def _inside(path: str) -> bool:
    way = PurePosixPath(path)
    return bool(path) and not way.is_absolute() and ".." not in way.parts and "\\" not in path


def as_json(values: Mapping[str, Any] | list[Any]) -> bytes:
    """JSON that people can read, the same bytes for the same values."""
    return (json.dumps(values, ensure_ascii=False, indent=2, sort_keys=False) + "\n").encode()


def _unfit(path: Path, what: str) -> BadInput:
    remedy = say("velg en ny mappe med --out", "choose a new folder with --out")
    return BadInput([Problem(str(path), what, remedy=remedy)])
