"""The small values of a report: money, moments and texts, each with what it refuses and the remedy.

What lives here: turning one value from JSON or YAML into a checked one. Which fields hold them is `schema.py`.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, GetPydanticSchema, PlainValidator, StringConstraints
from pydantic_core import core_schema

from arshjul.models.lang import say
from arshjul.models.schema_words import said

MAX_TEXT = 20_000
_MONEY_PATTERN = r"-?[0-9]{1,15}(?:\.[0-9]{1,2})?"
_MONEY = re.compile(_MONEY_PATTERN).fullmatch
_MOST_KRONER = 10**15
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
).fullmatch
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


def _quick_money(_: Any, __: Any) -> core_schema.CoreSchema:
    """Most amounts are decimal strings: those need no Python code of ours. `money` takes the rest, or says why not."""
    digits = core_schema.str_schema(strict=True, pattern=f"^(?:{_MONEY_PATTERN})$")
    quick = core_schema.no_info_after_validator_function(Decimal, digits)
    return core_schema.union_schema([quick, core_schema.no_info_plain_validator_function(money)], mode="left_to_right")


Money = Annotated[Decimal, GetPydanticSchema(_quick_money)]
PositiveMoney = Annotated[Decimal, PlainValidator(positive_money)]
Moment = Annotated[dt.datetime, PlainValidator(moment)]
ReportText = Annotated[str, StringConstraints(strict=True, max_length=MAX_TEXT)]
Score = Annotated[int, Field(ge=1, le=5, strict=True)]
Email = Annotated[
    str,
    StringConstraints(
        strict=True,
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[\p{L}0-9-]+(\.[\p{L}0-9-]+)+$",
    ),
]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]([a-z0-9.-]{0,238}[a-z0-9])?$")]
Sha256 = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]
