"""One cell to one value: amounts, scores, lights, texts and moments, as people write them.

What lives here: what a cell may hold, and the remedy where it holds something else. Which cell answers what is
`gathering.py`; what a whole report must look like is `reports/schema.py`.

Money is exact. A workbook keeps numbers with 15 significant digits, so a number is taken as those digits say: what
reads 67.2 is 67.2, not the nearest binary fraction.
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from arshjul.models.lang import say
from arshjul.models.problems import nearest
from arshjul.models.schema_words import short
from arshjul.reports.workbook.grid import Cell
from arshjul.reports.workbook.words import is_not_asked, light_of, light_words, state_of

OSLO = ZoneInfo("Europe/Oslo")
KRONER, THOUSANDS, MILLIONS = Decimal(1), Decimal(1000), Decimal(1_000_000)
_TOO_MUCH = Decimal(100_000_000_000)
"""More than any initiative is given: in a column of thousands or millions, that much was meant as kroner."""
_LARGEST = Decimal(10) ** 15
_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_CURRENCY = re.compile(r"^(?:kr\.?|nok)|(?:kr\.?|nok|,-|,–)$", re.IGNORECASE)
_PLAIN = re.compile(r"-?[0-9]+(?:,[0-9]+)?").fullmatch
_DOTTED = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?").fullmatch
_POINT = re.compile(r"-?[0-9]+\.[0-9]{1,2}").fullmatch
_UNIT = re.compile(
    r"\b(mill(?:ion(?:er|s)?)?|mnok|mkr)\b|(\b1[\s\u00a0]?000\b|\btusen\b|\bthousands?\b|\btkr\b|\btnok\b|\bknok\b)"
)
_DATE = re.compile(
    r"(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})|(?P<d>[0-9]{1,2})[./](?P<m>[0-9]{1,2})[./](?P<y>[0-9]{4})"
    r"|(?P<wd>[0-9]{1,2})\.?\s+(?P<word>[a-zæøå]{3,9})\.?\s+(?P<wy>[0-9]{4}))"
    r"(?:(?:\s+|\s*,\s*|t)(?:kl\.?\s*)?(?P<hour>[0-9]{1,2})[.:](?P<minute>[0-9]{2})(?:[.:](?P<second>[0-9]{2}))?)?"
).fullmatch
_MONTHS = (
    ("januar", "january", "jan"), ("februar", "february", "feb"), ("mars", "march", "mar"), ("april", "apr"),
    ("mai", "may"), ("juni", "june", "jun"), ("juli", "july", "jul"), ("august", "aug"),
    ("september", "sept", "sep"), ("oktober", "october", "okt", "oct"), ("november", "nov"),
    ("desember", "december", "des", "dec"),
)  # fmt: skip


class Unread(Exception):
    """A cell that holds something else than it should: what, and what to write."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy


def text(cell: Cell | None) -> str | None:
    """A text without blanks around it; None when the cell is empty, or says that it is not demanded."""
    if cell is None:
        return None
    if cell.kind == "truth":
        raise Unread(
            say("er sann/usann, ikke en tekst", "is true/false, not a text"), say("skriv svaret", "write the answer")
        )
    if cell.kind == "number" and isinstance(cell.value, float):
        return f"{_number(cell.value):f}".replace(".", say(",", "."))
    if cell.kind in ("date", "moment"):
        moment = dt.datetime.fromisoformat(str(cell.value))
        return f"{moment.day:02}.{moment.month:02}.{moment.year}"
    found = str(cell.value).strip()
    return None if not found or is_not_asked(found) else found


def unit(header: str) -> Decimal:
    """In what a column reckons, by its header: kroner unless it says thousands or millions."""
    found = _UNIT.search(header.casefold())
    return KRONER if found is None else MILLIONS if found[1] else THOUSANDS


def amount(cell: Cell | None, unit_: Decimal, *, negative: bool) -> Decimal | None:
    """An amount in NOK from a cell in that unit; None when it is empty."""
    if cell is None or (cell.kind == "text" and text(cell) is None):
        return None
    stated = _stated(cell)
    if abs(stated) >= _LARGEST:
        raise Unread(say("er et for stort beløp", "is too large an amount"), say("rett tallet", "mend the number"))
    kroner = stated * unit_
    if kroner != round(kroner, 2):
        raise Unread(
            say("har brøkdeler av øre", "has fractions of an øre"),
            say("rund av til hele øre", "round it to whole øre"),
        )
    if kroner < 0 and not negative:
        raise Unread(say("er under null", "is below zero"), say("rett fortegnet", "mend the sign"))
    if unit_ != KRONER and abs(kroner) > _TOO_MUCH:
        name = say("millioner", "millions") if unit_ == MILLIONS else say("tusen", "thousands")
        what = say(
            f"er {short_number(stated)} i en kolonne med {name}", f"is {short_number(stated)} in a column of {name}"
        )
        ask = say(
            "er det ment som kroner? rett tallet eller overskriften", "is it meant as kroner? mend number or header"
        )
        raise Unread(what, ask)
    return kroner


def plain(value: Decimal) -> str:
    """An amount as the report's schema takes it: kroner with a full stop, never an exponent."""
    return f"{value.normalize() + 0:f}"


def short_number(value: Decimal) -> str:
    """A number for a sentence, with the reader's decimal sign and thousands apart."""
    text = f"{value.normalize() + 0:,f}"
    return say(text.translate({ord(","): " ", ord("."): ","}), text)


def _stated(cell: Cell) -> Decimal:
    if cell.kind == "number" and isinstance(cell.value, float):
        return _number(cell.value)
    if cell.kind == "text":
        found = _written(cell.text)
        if found is not None:
            return found
    raise Unread(
        say(f"er ikke et beløp: {_shown(cell)}", f"is not an amount: {_shown(cell)}"),
        say(
            "skriv bare tallet, for eksempel 67 200 000 eller 67 200 000,50",
            "write the number alone, such as 67200000.50",
        ),
    )


def _shown(cell: Cell) -> str:
    return say("sann/usann", "true/false") if cell.kind == "truth" else short(str(cell.value))


def _number(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")


def _written(words: str) -> Decimal | None:
    """`1 234,5`, `1.234.567,50`, `−12`, `kr 500,-`. None for what may be read in two ways, such as `1.234`."""
    bare = _BLANKS.sub("", words).replace("\u2212", "-").replace("–", "-")
    for _ in range(2):
        bare = _CURRENCY.sub("", bare)
    if _PLAIN(bare):
        return Decimal(bare.replace(",", "."))
    if _DOTTED(bare) and (bare.count(".") > 1 or "," in bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    return Decimal(bare) if _POINT(bare) else None


def score(cell: Cell | None) -> int | float | str | None:
    """A score; what is no whole number is left for the schema to refuse."""
    if cell is None or text(cell) is None:
        return None
    if cell.kind == "number" and isinstance(cell.value, float):
        return int(cell.value) if cell.value.is_integer() else cell.value
    found = text(cell) or ""
    return int(found) if re.fullmatch(r"[0-9]{1,3}", found) else found


def light(cell: Cell | None) -> str | None:
    """A light; None when the cell is empty."""
    words = text(cell)
    if words is None:
        return None
    found = light_of(words)
    if found is None:
        raise Unread(say("er ikke et trafikklys", "is not a light"), nearest(words[:80], light_words()))
    return found


def state(cell: Cell | None, states: Mapping[str, tuple[str, str]]) -> str | None:
    """How far a risk or an action has come; None when the cell is empty."""
    words = text(cell)
    if words is None:
        return None
    found = state_of(words, states)
    if found is None:
        known = [say(*names) for names in states.values()]
        raise Unread(say("er ikke en av tilstandene", "is none of the states"), nearest(words[:80], known))
    return found


def day(cell: Cell | None) -> str | None:
    """A day as YYYY-MM-DD; None when the cell is empty."""
    if cell is None or (cell.kind == "text" and not cell.text.strip()):
        return None
    if cell.kind in ("moment", "date"):
        return str(cell.value)[:10]
    found = _dated(cell.text.strip().casefold())
    if found is None:
        raise Unread(
            say("er ikke en dato", "is not a date"),
            say("skriv for eksempel 26.08.2024", "write for example 2024-08-26"),
        )
    return found.date().isoformat()


def moment(cell: Cell | None) -> str | None:
    """A moment with its offset from UTC; one without a zone is Norwegian time, a day alone is its first instant."""
    if cell is None or (cell.kind == "text" and not cell.text.strip()):
        return None
    if cell.kind in ("moment", "date"):
        return _with_zone(dt.datetime.fromisoformat(str(cell.value)))
    words = cell.text.strip()
    try:
        given = dt.datetime.fromisoformat(words)
    except ValueError:
        given = None
    if given is not None and given.utcoffset() is not None:
        return words
    found = _dated(words.casefold())
    if found is None:
        raise Unread(
            say("er ikke et tidspunkt", "is not a moment"),
            say("skriv for eksempel 26.08.2024 kl. 12.00", "write for example 2024-08-26 12:00"),
        )
    return _with_zone(found)


def _with_zone(found: dt.datetime) -> str:
    return found.replace(tzinfo=OSLO).isoformat()


def _dated(words: str) -> dt.datetime | None:
    found = _DATE(words)
    if found is None:
        return None
    year, month, day = (
        (found["year"], found["month"], found["day"]) if found["year"]
        else (found["y"], found["m"], found["d"]) if found["y"]
        else (found["wy"], _month(found["word"]), found["wd"])
    )  # fmt: skip
    clock = (int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0))
    try:
        return dt.datetime(int(year), int(month), int(day), *clock)  # noqa: DTZ001  # the zone is added above
    except ValueError:
        return None


def _month(word: str) -> int:
    """The month's number by its name in either language, 0 for no month."""
    return next((number for number, names in enumerate(_MONTHS, 1) if word in names), 0)
