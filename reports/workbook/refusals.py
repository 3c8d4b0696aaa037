"""Why a workbook as a whole is not read, in words for the one who sent it.

What lives here: code to sentence and remedy. Which code applies is found by `child.py` and `looking.py`.
"""

from arshjul.models.lang import say
from arshjul.models.problems import Problem
from arshjul.models.schema_words import printable

_ANEW = ("fyll ut malen på nytt, og lagre den som .xlsx", "fill in the template anew, and save it as .xlsx")
_SMALLER = ("send bare rapporten, uten bilder og vedlegg", "send the report alone, without pictures and attachments")
# What is wrong, and what to do, in Norwegian and English.
_WORDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "empty": (("er tom", "is empty"), ("skriv innholdet eller fjern filen", "write its content or remove the file")),
    "size": (("er større enn 5 MB", "is larger than 5 MB"), _SMALLER),
    "bomb": (("blir altfor stor når den pakkes ut", "becomes far too large when it is unpacked"), _SMALLER),
    "cells": (("har altfor mange celler", "has far too many cells"), _ANEW),
    "memory": (("krever mer minne enn en rapport kan trenge", "takes more memory than a report can need"), _ANEW),
    "time": (("tar for lang tid å lese", "takes too long to read"), _ANEW),
    "macros": (
        ("inneholder makroer", "holds macros"),
        ("lagre den som .xlsx, uten makroer", "save it as .xlsx, without macros"),
    ),
    "links": (
        ("henter data fra andre filer eller steder", "takes data from other files or places"),
        (
            "bryt koblingene, så verdiene står i selve arbeidsboken",
            "break the links, so that the workbook holds the values",
        ),
    ),
    "entities": (("inneholder XML-entiteter", "holds XML entities"), _ANEW),
    "password": (
        ("er beskyttet med passord", "is protected by a password"),
        ("fjern passordet, og lagre den på nytt", "take the password off, and save it again"),
    ),
    "old": (
        ("er i et eldre format enn .xlsx", "is in a format older than .xlsx"),
        ("lagre den som .xlsx", "save it as .xlsx"),
    ),
    "binary": (("er i formatet .xlsb", "is in the format .xlsb"), ("lagre den som .xlsx", "save it as .xlsx")),
    "no_workbook": (("er ingen arbeidsbok i formatet .xlsx", "is no workbook in the format .xlsx"), _ANEW),
    "half": (
        ("er ikke hel; den kan være bare delvis kopiert", "is not whole; it may have been copied in part only"),
        ("vent til kopieringen er ferdig, eller send den på nytt", "wait until the copying is done, or send it again"),
    ),
    "damaged": (("er skadet og kan ikke leses", "is damaged and cannot be read"), _ANEW),
}


def refusal(code: str, name: str, at: str = "") -> Problem:
    """The problem of that code; `at` names the part of the workbook that it lies in."""
    what, remedy = _WORDS.get(code, _WORDS["damaged"])
    return Problem(name, say(*what), printable(at), remedy=say(*remedy))
