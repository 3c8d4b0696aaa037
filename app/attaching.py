"""A file from the user's disk, looked at before it is kept: is it what it says, and not too large?

What lives here: reading a PDF's bytes. It is kept by its digest, and nothing in the program runs or renders it.
"""

import hashlib
from pathlib import Path

from arshjul.models.free_text import free_text
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, reason
from arshjul.store.sendings import Attached

MOST_BYTES = 20_000_000
_END, _TAIL = b"%%EOF", 2048
"""What a PDF ends with (ISO 32000-1, 7.5.5), and how much may stand after it: some programs add a signature or blanks."""


def read_pdf(path: Path) -> Attached:
    """A PDF to be kept. BadInput when it is too large, or not what its name says."""
    place = str(path)
    try:
        if not path.is_file():
            what = say("er ikke en fil", "is not a file") if path.exists() else say("finnes ikke", "does not exist")
            raise BadInput([Problem(place, what, remedy=say("sjekk stien", "check the path"))])
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        remedy = say("sjekk sti og rettigheter", "check path and rights")
        raise BadInput([Problem(place, reason(error), remedy=remedy)]) from None
    _check_pdf(place, path.suffix, body)
    name = free_text(place, path.name[-200:])
    return Attached(hashlib.sha256(body).hexdigest(), name, "application/pdf", body)


def _check_pdf(place: str, suffix: str, body: bytes) -> None:
    if len(body) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        what = say(f"er større enn {most} MB", f"is larger than {most} MB")
        remedy = say("registrer uten vedlegg, saksnummeret viser til det", "leave it out, the case number leads to it")
        raise BadInput([Problem(place, what, remedy=remedy)])
    if body.startswith(b"%PDF-") and _END in body[-_TAIL:] and suffix.lower() == ".pdf":
        return
    if not body:
        what = say("er tom", "is empty")
    elif suffix.lower() == ".pdf" and body.startswith(b"%PDF-"):
        what = say("er en PDF som mangler slutten", "is a PDF that lacks its end")
    elif suffix.lower() == ".pdf":
        what = say("heter .pdf, men er ikke en PDF", "is called .pdf, but is no PDF")
    elif body.startswith(b"%PDF-"):
        what = say(f"er en PDF, men heter «{suffix}»", f"is a PDF, but is called «{suffix}»")
    else:
        what = say("er ikke en PDF", "is no PDF")
    raise BadInput([Problem(place, what, remedy=say("legg ved PDF-en som ble sendt", "attach the PDF that was sent"))])
