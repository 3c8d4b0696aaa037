"""The small values of a report: money, moments and texts, each with what it refuses and the remedy.

What lives here: turning one value from JSON or YAML into a checked one. Which fields hold them is `schema.py`.
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, GetPydanticSchema, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import core_schema

from arshjul.models.lang import say
from arshjul.models.schema_words import said

MAX_TEXT = 20_000
_DIGITS = r"[0-9]{1,15}(?:\.[0-9]{1,2})?"
_MONEY = re.compile(f"-?{_DIGITS}").fullmatch
_MOST_KRONER = 10**15
_DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DAY = re.compile(_DAY_PATTERN[1:-1]).fullmatch
_CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
_MOMENT = re.compile(f"{_CLOCK}{_ZONE}?").fullmatch
_MOMENT_JSON = f"^{_CLOCK}{_ZONE}$"
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def money(value: object) -> Decimal:
    """Kroner as an exact Decimal, from a decimal string ("67200000.00") or a whole number; never from a float."""
    if isinstance(value, str) and _MONEY(value):
        return Decimal(value)
    if type(value) is int and abs(value) < _MOST_KRONER:
        return Decimal(value)
    if isinstance(value, float):
        what = say("er et flyttall, og beløp må være nøyaktige", "is a floating-point number, and money must be exact")
    else:
        what = say("er ikke et beløp i hele kroner og øre", "is not an amount in kroner and øre")
    example = 'skriv hele kroner som tall, eller med punktum i anførselstegn: "67200000.00"'
    raise said(what, say(example, 'write whole kroner as a number, or with a full stop in quotes: "67200000.00"'))


def money_from_nought(value: object) -> Decimal:
    """As `money`, and nothing below nought: what has been given, spent or is expected to be spent."""
    amount = money(value)
    if amount < 0:
        remedy = say(
            "rett fortegnet, og forklar en korreksjon i avvik",
            "mend the sign, and explain a correction under deviation",
        )
        raise said(say("kan ikke være mindre enn null", "cannot be less than nought"), remedy)
    return amount


def positive_money(value: object) -> Decimal:
    """As `money`, and more than nothing: what is asked for or moved."""
    amount = money(value)
    if amount <= 0:
        remedy = say(
            "bytt om «from» og «to», eller si at det ikke er noe å melde",
            "exchange `from` and `to`, or say that there is nothing to report",
        )
        raise said(say("skal være mer enn null", "must be more than zero"), remedy)
    return amount


def moment(value: object) -> dt.datetime:
    """An instant with its offset from UTC (RFC 3339 5.6); a date that does not exist or has no offset is refused."""
    found = value if isinstance(value, dt.datetime) else _parsed(value)
    remedy = say("skriv for eksempel 2024-08-26T12:00:00+02:00", "write for example 2024-08-26T12:00:00+02:00")
    if found is None:
        raise said(say("er ikke et tidspunkt som finnes", "is not a moment that exists"), remedy)
    if found.utcoffset() is None:
        raise said(say("mangler tidssone", "has no time zone"), remedy)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        span = f"{_FIRST_YEAR}-{_LAST_YEAR}"
        raise said(say(f"ligger utenfor årene {span}", f"lies outside the years {span}"), remedy)
    return found


def _parsed(value: object) -> dt.datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return dt.datetime.fromisoformat(value) if _MOMENT(value) else None
    except ValueError:
        return None


def day(value: object) -> dt.date:
    """A civil date that exists, as YYYY-MM-DD."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        if isinstance(value, str) and _DAY(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise said(
        say("er ikke en dato som finnes", "is not a date that exists"),
        say("skriv ÅÅÅÅ-MM-DD, for eksempel 2024-08-26", "write YYYY-MM-DD, for example 2024-08-26"),
    )


def _quick(pattern: str, otherwise: Callable[[object], Decimal]) -> GetPydanticSchema:
    """Most amounts are decimal strings: those need no Python code of ours. `otherwise` takes the rest, or says why not."""

    def schema(_: Any, __: Any) -> core_schema.CoreSchema:
        digits = core_schema.str_schema(strict=True, pattern=f"^(?:{pattern})$")
        quick = core_schema.no_info_after_validator_function(Decimal, digits)
        slow = core_schema.no_info_plain_validator_function(otherwise)
        return core_schema.union_schema([quick, slow], mode="left_to_right")

    return GetPydanticSchema(schema)


def _money_json(least: int, *, sign: str = "", exclusive: bool = False) -> WithJsonSchema:
    """Money in JSON Schema: a whole number, or a decimal string; a pattern cannot say "more than nought"."""
    bound = {"exclusiveMinimum": 0} if exclusive else {"minimum": least}
    whole = {"type": "integer", **bound, "exclusiveMaximum": _MOST_KRONER}
    return WithJsonSchema({"anyOf": [{"type": "string", "pattern": f"^{sign}{_DIGITS}$"}, whole]})


Money = Annotated[Decimal, _quick(f"-?{_DIGITS}", money), _money_json(1 - _MOST_KRONER, sign="-?")]
MoneyFromNought = Annotated[Decimal, _quick(_DIGITS, money_from_nought), _money_json(0)]
PositiveMoney = Annotated[Decimal, PlainValidator(positive_money), _money_json(0, exclusive=True)]
Moment = Annotated[
    dt.datetime,
    PlainValidator(moment),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _MOMENT_JSON}),
]
Day = Annotated[
    dt.date, PlainValidator(day), WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY_PATTERN})
]
ShortName = Annotated[str, StringConstraints(strict=True, max_length=200)]
ReportText = Annotated[str, StringConstraints(strict=True, max_length=MAX_TEXT)]
Score = Annotated[int, Field(ge=1, le=5, strict=True)]
Email = Annotated[
    str,
    StringConstraints(
        strict=True,
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[\p{L}0-9-]+(\.[\p{L}0-9-]+)+$",
    ),
    # Not every reader of JSON Schema knows \p{L}.
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254, "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$"}),
]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]([a-z0-9.-]{0,238}[a-z0-9])?$")]
Sha256 = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]
