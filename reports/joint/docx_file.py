"""The joint report and its annex as a Word document, filled into a form.

What lives here: docxtpl. What others have written is escaped and never read as an instruction: only the form is a template,
and it runs in Jinja's sandbox.
"""

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import Any

from docx.opc.exceptions import OpcError
from docx.shared import Cm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError
from markupsafe import Markup, escape

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.reports.joint.form_faults import form_fault
from arshjul.reports.joint.matrix_png import png

MOST = 20 * 1024 * 1024
"""The largest form that is read, in bytes."""
_WIDTH = Cm(7.5)
_SHORTHANDS = re.compile(r"(?<=[{%])_(?=[{%])|(?<=[}%])_(?=[}%])")
_NO_CONTENT = frozenset({"lang", "title", "subtitle", "about"})
"""The fields of the front: a form that names no others would show nothing of what has been reported."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


class _Picture:
    """A picture where the form names it, with the words that stand for it."""

    def __init__(self, document: DocxTemplate, body: bytes, alt: str) -> None:
        self.document, self.body, self.alt = document, body, alt

    def __html__(self) -> str:
        part = self.document.current_rendering_part
        inline = part.new_pic_inline(BytesIO(self.body), _WIDTH, None)
        inline.docPr.set("descr", self.alt)
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'


def docx(form: bytes, values: dict[str, Any], *, place: str, on: dt.date) -> bytes:
    """The form filled in; the same bytes for the same values. BadInput, naming `place`, when the form is no good."""
    try:
        document = DocxTemplate(BytesIO(form))
        held = [one | {"picture": _picture(document, one)} for one in values.get("initiatives", ())]
        document.render(values | ({"initiatives": held} if held else {}), _environment(), autoescape=True)
        if not document.get_undeclared_template_variables(_environment()) & (values.keys() - _NO_CONTENT):
            raise _unfit(place, say("den har ingen av feltene som fylles inn", "it has none of the fields to fill in"))
        core = document.docx.core_properties
        core.title = f"{values['title']}: {values['subtitle']}"
        core.created = core.modified = dt.datetime.combine(on, dt.time(12), dt.UTC)
        made = BytesIO()
        document.save(made)
    except TemplateError as error:
        raise _unfit(place, form_fault(_first_line(str(error)))) from None
    except (OpcError, zipfile.BadZipFile, LxmlError):
        raise _unfit(place, say("den er ikke et helt Word-dokument", "it is not a whole Word document")) from None
    except (LookupError, ValueError, TypeError, ArithmeticError, OSError) as error:  # what is asked for in the form
        raise _unfit(place, form_fault(_first_line(f"{type(error).__name__}: {error}"))) from None
    return _alike(made.getvalue())


def _picture(document: DocxTemplate, one: dict[str, Any]) -> _Picture | None:
    return _Picture(document, png(one["matrix"]), one["alt"]) if one["matrix"].rated else None


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_inert)


def _inert(value: object) -> object:
    """docxtpl turns `{_{` into `{{` in what it has filled in; the line between is written so that it sees none."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(_SHORTHANDS.sub("&#95;", str(escape(value))))
    return value


def _alike(body: bytes) -> bytes:
    """The same package without the time at which it was put together."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIRST_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _first_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _unfit(place: str, why: str) -> BadInput:
    what = say(f"malen kan ikke brukes: {why}", f"the form cannot be used: {why}")
    remedy = say(
        "begynn fra en ny mal: arshjul report joint-template (--annex for vedleggets)",
        "begin from a new form: arshjul report joint-template (--annex for that of the annex)",
    )
    return BadInput([Problem(place, what, remedy=remedy)])
