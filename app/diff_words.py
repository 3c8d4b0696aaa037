"""What changed between two versions, as people read it: fields and values in words.

What lives here: from a path in a report file (`risks[Sen levering].probability`) to words, and from codes to theirs. The
fields' names are those of the published form (`reports/schema_texts.py`) and of the workbook.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from arshjul.calendar.content_names import content_name
from arshjul.models.allocation import in_kroner
from arshjul.models.codes import Content
from arshjul.models.lang import get_lang, say
from arshjul.reports.comparing import Value
from arshjul.reports.schema_texts import MODELS, SECTIONS
from arshjul.reports.workbook.words import ACTION_STATES, LIGHTS, RISK_STATES

_PATH = re.compile(r"([a-z_]+)(?:\[(.*)\])?(?:\.([a-z_]+))?", re.DOTALL).fullmatch
_CODES = LIGHTS | RISK_STATES | ACTION_STATES
_FIELDS = {"source": "from", "target": "to"}
_INITIATIVES = ("source", "target", "initiative")
_OF_INITIATIVES = ("reallocations", "supplementary_funding")
_ARROW = " → "
_CODED = ("light", "state")
_DIGEST = 12


def field_words(field: str, called: Mapping[str, str] | None = None) -> str:
    """ "Risikoer «Sen levering»: sannsynlighet" for `risks[Sen levering].probability`; what is no known path stays.

    `called`: what initiatives are called, by their ids, for rows that are known by initiatives.
    """
    found = _PATH(field)
    if found is None:
        return field
    name, row, part = found.groups()
    if row and name in _OF_INITIATIVES:
        row = _ARROW.join((called or {}).get(slug, slug) for slug in row.split(_ARROW))
    words = _title(name) + (f" «{row}»" if row else "")
    return f"{words}: {_title(part).lower()}" if part else words


def _title(name: str) -> str:
    name = _FIELDS.get(name, name)
    entry = SECTIONS.get(name) or SECTIONS.get(f"StatusReport.{name}") or SECTIONS.get(f"Risk.{name}")
    if entry is not None:
        return say(*entry[0])
    return content_name(Content(name), get_lang()) if name in set(Content) else name


def value_words(field: str, value: Value, called: Mapping[str, str] | None = None) -> str | None:
    """Money in kroner, codes in words, initiatives as they are `called`, a digest by its beginning; None for what is not there."""
    if value is None or isinstance(value, Decimal | int):
        return in_kroner(value, get_lang()) if isinstance(value, Decimal) else None if value is None else str(value)
    last = field.rpartition(".")[2]
    if last in _INITIATIVES:
        return (called or {}).get(value, value)
    if last in _CODED and value in _CODES:
        return say(*_CODES[value]).lower()
    if last == "nothing_to_report":
        return say("ja", "yes")
    if field == "holds" and value in set(Content):
        return content_name(Content(value), get_lang())
    if field == "digest":
        return value[:_DIGEST]
    if field == "type":
        return say(*MODELS["StatusReport" if value == "status_report" else "Envelope"][0]).lower()
    return value
