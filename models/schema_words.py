"""What pydantic finds wrong with a file, in words that a person can act upon, and where in the file it is.

What lives here: error types to wording in both languages, the path of an error without pydantic's own marks,
and the nearest valid key. Which line that is: `yaml_places.py`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from arshjul.models.lang import say
from arshjul.models.problems import nearest

Place = tuple[str | int, ...]
Described = tuple[Place, str, str]
_SAID = "said"
_SLUG_PATTERN = "^[a-z0-9]([a-z0-9.-]{0,78}[a-z0-9])?$"
_ISO_DATE = ("skriv ÅÅÅÅ-MM-DD, for eksempel 2024-08-26", "write YYYY-MM-DD, for example 2024-08-26")
_ISO_MOMENT = ("skriv for eksempel 2024-08-26T12:00+02:00", "write for example 2024-08-26T12:00+02:00")
_ID_FORM = ("små bokstaver a-z, tall, bindestrek og punktum", "lower-case a-z, digits, hyphen and full stop")
_SECTION = ("skriv «nøkkel: verdi» på linjene under", "write «key: value» on the lines below")
_LIST = ("skriv for eksempel [a, b]", "write for example [a, b]")

# What is wrong, in Norwegian and English, and by which error types pydantic says it. Wordings without {given} do so
# because the value is long, or of a wrong shape, and might then be something that does not belong in a message.
# fmt: off
_TYPES: tuple[tuple[str, str, str], ...] = (
    ("skal være tekst, fikk {given}", "must be text, got {given}", "string_type"),
    ("skal ha minst {min_length} tegn, fikk {given}", "needs at least {min_length} characters, got {given}", "string_too_short"),
    ("er lengre enn {max_length} tegn", "is longer than {max_length} characters", "string_too_long"),
    ("har ikke riktig form: {given}", "does not have the right form: {given}", "string_pattern_mismatch"),
    ("skal være et helt tall, fikk {given}", "must be a whole number, got {given}", "int_type int_parsing int_from_float"),
    ("er et for stort tall", "is too large a number", "int_parsing_size"),
    ("skal være et tall, fikk {given}", "must be a number, got {given}",
     "decimal_type decimal_parsing float_type float_parsing finite_number"),
    ("har flere enn {decimal_places} desimaler: {given}", "has more than {decimal_places} decimals: {given}", "decimal_max_places"),
    ("skal være true eller false, fikk {given}", "must be true or false, got {given}", "bool_type bool_parsing"),
    ("skal være en dato som finnes, fikk {given}", "must be a date that exists, got {given}",
     "date_type date_parsing date_from_datetime_parsing date_from_datetime_inexact"),
    ("skal være et klokkeslett, fikk {given}", "must be a time of day, got {given}", "time_type time_parsing"),
    ("skal være et tidspunkt, fikk {given}", "must be a moment in time, got {given}",
     "datetime_type datetime_parsing datetime_from_date_parsing datetime_object_invalid"),
    ("mangler tidssone: {given}", "has no time zone: {given}", "timezone_aware"),
    ("skal være minst {ge}, fikk {given}", "must be at least {ge}, got {given}", "greater_than_equal"),
    ("skal være mer enn {gt}, fikk {given}", "must be more than {gt}, got {given}", "greater_than"),
    ("skal være høyst {le}, fikk {given}", "must be at most {le}, got {given}", "less_than_equal"),
    ("skal være mindre enn {lt}, fikk {given}", "must be less than {lt}, got {given}", "less_than"),
    ("skal ha minst {min_length} ledd, har {actual_length}", "needs at least {min_length} items, has {actual_length}", "too_short"),
    ("skal ha høyst {max_length} ledd", "may have {max_length} items at most", "too_long"),
    ("skal være en liste", "must be a list", "list_type tuple_type set_type frozen_set_type"),
    ("skal være et sett med felter", "must be a set of fields", "dict_type mapping_type model_type model_attributes_type"),
)
# fmt: on
_WORDS = {kind: (nb, en) for nb, en, kinds in _TYPES for kind in kinds.split()}
_REMEDIES = {
    "date": _ISO_DATE,
    "datetime": _ISO_MOMENT,
    "timezone": _ISO_MOMENT,
    "time": ('skriv "HH:MM"', 'write "HH:MM"'),
}
_REMEDIES |= {"list": _LIST, "tuple": _LIST, "dict": _SECTION, "mapping": _SECTION, "model": _SECTION}


def said(what: str, remedy: str = "", at: Sequence[str | int] = ()) -> PydanticCustomError:
    """An error for a validator to raise, worded already (use `say`); `at` leads on from where the validator stands.

    The refused value is not added to the message: name it in `what` unless it may be a secret.
    """
    return PydanticCustomError(_SAID, "{what}", {"what": what, "remedy": remedy, "at": tuple(at)})


def without_echoes(items: Sequence[Any]) -> list[Any]:
    """The errors of a `ValidationError` without "too short" for a list that is so only because its items failed."""
    inner = {item["loc"][:end] for item in items for end in range(len(item["loc"]))}
    return [item for item in items if item["type"] != "too_short" or item["loc"] not in inner]


def describe(item: Any, value: object, model: type[BaseModel] | None = None) -> Described:
    """One item of `ValidationError.errors()` for `value`: its place there, what is wrong, and what would mend it."""
    kind, context, path = item["type"], item.get("ctx", {}), place_in(value, item)
    if kind == _SAID:
        return (*path, *context["at"]), context["what"], context["remedy"]
    if kind == "missing":
        return path, say("mangler", "is missing"), say("legg til feltet", "add the field")
    if kind == "union_tag_not_found":
        inner = str(context.get("discriminator", "type")).strip("'")
        return (*path, inner), say("mangler", "is missing"), say("legg til feltet", "add the field")
    if kind == "extra_forbidden":
        remedy = nearest(_cut(item["loc"][-1]), keys_at(model, item["loc"]) if model else [])
        return path, say("er et ukjent felt", "is an unknown field"), remedy or say("fjern det", "remove it")
    if kind == "union_tag_invalid":
        tag = _cut(context.get("tag"))
        what = say(f"er en ukjent type: {short(tag)}", f"is an unknown type: {short(tag)}")
        return (*path, "type"), what, nearest(tag, _listed(context.get("expected_tags", "")))
    given = short(item["input"])
    if kind in ("enum", "literal_error"):
        what = say(f"har en ukjent verdi: {given}", f"has an unknown value: {given}")
        return path, what, nearest(_cut(item["input"]), _listed(context.get("expected", "")))
    if kind in _WORDS:
        nb, en = _WORDS[kind]
        return path, say(nb, en).format(**{**context, "given": given}), _remedy(kind, context)
    detail = str(item["msg"]).removeprefix("Value error, ")
    return path, say(f"passer ikke: {detail}; fikk {given}", f"does not fit: {detail}; got {given}"), ""


def _remedy(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        return say(*_ID_FORM) if pattern == _SLUG_PATTERN else say(f"mønster: {pattern}", f"pattern: {pattern}")
    words = _REMEDIES.get(kind.split("_", maxsplit=1)[0])
    return say(*words) if words else ""


def place_in(value: Any, item: Any) -> Place:
    """Where in `value` an error stands: its `loc` without the marks pydantic puts in for unions and keys."""
    place: list[str | int] = []
    for number, part in enumerate(item["loc"], 1):
        if _holds(value, part):
            value = value[part]
            place.append(part)
        elif item["type"] == "missing" and number == len(item["loc"]):
            place.append(part)
    return tuple(place)


def _holds(value: Any, part: str | int) -> bool:
    if isinstance(value, list | tuple):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys that `model` knows beside the last part of `loc` (as pydantic writes it, with marks)."""
    here: list[Any] = [model]
    for part in loc[:-1]:
        here = [leaf for hint in here for leaf in _step(hint, part)]
    models = [hint for hint in here if _is_model(hint)]
    return sorted({field.alias or name for hint in models for name, field in hint.model_fields.items()})


def _step(hint: Any, part: str | int) -> Iterator[Any]:
    """The types one part further in; `hint` itself when the part is only the mark of a union's member."""
    if _is_model(hint):
        fields = {field.alias or name: field for name, field in hint.model_fields.items()}
        if part in fields:
            yield from _leaves(fields[str(part)].annotation)
        elif any(get_origin(f.annotation) is Literal and part in get_args(f.annotation) for f in fields.values()):
            yield hint
    elif get_origin(hint) is dict:
        yield from [hint] if str(part).startswith("dict[") else _leaves(get_args(hint)[1])
    elif get_origin(hint) in (tuple, list):
        yield from _leaves(get_args(hint)[0]) if isinstance(part, int) else [hint]


def _leaves(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Annotated:
        yield from _leaves(get_args(hint)[0])
    elif get_origin(hint) in (Union, UnionType):
        for member in get_args(hint):
            yield from _leaves(member)
    else:
        yield hint


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and get_origin(hint) is None and issubclass(hint, BaseModel)


def _listed(words: str) -> list[str]:
    return [word.strip(" '") for word in words.replace(" or ", ", ").split(",")]


def _cut(word: object) -> str:
    return word[:80] if isinstance(word, str) else short(word)


def short(value: object) -> str:
    """A value as a message may show it: on one line, without control characters, 60 characters at most."""
    if isinstance(value, str | bytes):
        value = value[:80]
    if isinstance(value, int) and abs(value) >= 10**30:
        return say("et svært stort tall", "a very large number")
    if isinstance(value, dict | set):
        return say("et sett med felter", "a set of fields")
    if isinstance(value, list | tuple):
        return say("en liste", "a list")
    if value is None:
        return say("ingenting", "nothing")
    text = value.isoformat() if isinstance(value, dt.date) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def printable(part: object, limit: int = 80) -> str:
    """A key or an index as part of a place: without control characters, cut at `limit` characters."""
    text = str(part)[:limit]
    return text if text.isprintable() else repr(text)[1:-1]
