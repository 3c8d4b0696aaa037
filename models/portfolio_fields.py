"""The single values of a portfolio file, each with the check that keeps it fit for headers, paths and clocks.

What lives here: addresses, days, clock times, quiet hours, paths and references to secrets. How they are put together to a
portfolio is `portfolio.py`.
"""

import datetime as dt
import posixpath
import re
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from arshjul.models.lang import say
from arshjul.models.schema_words import said, short

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@[^@]{{1,189}}$){_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,80}")


def _one_line(text: str) -> str:
    if text.isprintable() and text == text.strip():
        return text
    what = say("skal være én linje uten styretegn", "must be one line without control characters")
    raise said(
        f"{what}: {short(text)}", say("fjern linjeskift og mellomrom ytterst", "remove line ends and outer blanks")
    )


def _email(text: str) -> str:
    """One address as RFC 5322 3.4.1 has it without quotes and comments, in ASCII; lengths after RFC 5321 4.5.3.1."""
    if _EMAIL.fullmatch(text):
        return text
    what = say("er ikke en e-postadresse", "is not an e-mail address")
    raise said(f"{what}: {short(text)}", say("skriv navn@domene.no", "write name@domain.no"))


def _https(text: str) -> str:
    try:
        url = urlsplit(text)
        fine = url.scheme == "https" and bool(url.hostname) and "@" not in url.netloc and url.port != 0
    except ValueError:
        fine = False
    if fine and len(text) <= 300 and text.isascii() and text.isprintable() and not set(text) & set(" ?#<>\"'\\"):
        return text.rstrip("/")
    what = say("er ikke en ren https-adresse", "is not a plain https address")
    example = "https://kalender.example.org"
    raise said(f"{what}: {short(text)}", say(f"skriv for eksempel {example}", f"write for example {example}"))


def _clock(value: object) -> dt.time:
    if isinstance(value, dt.time):
        return value
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return dt.time.fromisoformat(value)
    what = say("er ikke et klokkeslett", "is not a time of day")
    remedy = say('skriv "HH:MM", for eksempel "17:00"', 'write "HH:MM", for example "17:00"')
    raise said(f"{what}: {short(value)}", remedy)


def _day(value: object) -> dt.date:
    """Days only: a bare number would become seconds since 1970, a moment its day in some time zone."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    what = say("er ikke en dato som finnes", "is not a date that exists")
    remedy = say("skriv ÅÅÅÅ-MM-DD, for eksempel 2024-07-01", "write YYYY-MM-DD, for example 2024-07-01")
    raise said(f"{what}: {short(value)}", remedy)


def _inside(path: str) -> str:
    """A relative path must not lead out of the portfolio's folder; an absolute one says plainly where it leads."""
    if path.startswith("~"):
        what = say("viser til en hjemmemappe", "refers to a home folder")
        raise said(f"{what}: {short(path)}", say("skriv hele stien fra /", "write the whole path from /"))
    if posixpath.normpath(path).split("/")[0] == "..":
        what = say("leder ut av porteføljens mappe", "leads out of the portfolio's folder")
        nb, en = (
            "legg mappen ved siden av filen, eller skriv hele stien fra /",
            "put it beside the file, or write the whole path",
        )
        raise said(f"{what}: {short(path)}", say(nb, en))
    return path


def _env_name(value: object) -> object:
    """The refused value is not repeated in the message: it may be the secret itself."""
    if isinstance(value, str) and _ENV_NAME.fullmatch(value):
        return value
    what = say("er ikke navnet på en miljøvariabel", "is not the name of an environment variable")
    remedy = say("bruk store bokstaver, tall og understrek", "use upper-case letters, digits and underscores")
    raise said(what, remedy)


def _no_literal(value: object) -> object:
    """The refused value is not repeated in the message: it may be the secret itself."""
    if isinstance(value, SecretRef) or (isinstance(value, dict) and "env" in value):
        return value
    what = say(
        "skal ikke stå i filen: hemmeligheter gis ved henvisning",
        "must not stand in the file: secrets are given by reference",
    )
    remedy = say(
        "legg den i en miljøvariabel og skriv {env: NAVN}", "put it in an environment variable and write {env: NAME}"
    )
    raise said(what, remedy)


OneLine = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_one_line)]
EmailAddress = Annotated[str, AfterValidator(_email)]
HttpsAddress = Annotated[str, AfterValidator(_https)]
Clock = Annotated[dt.time, BeforeValidator(_clock)]
Day = Annotated[dt.date, BeforeValidator(_day)]
FolderPath = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_one_line), AfterValidator(_inside)]


class SecretRef(BaseModel):
    """A secret by reference: the name of the environment variable that holds it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    env: Annotated[str, BeforeValidator(_env_name)]


class QuietHours(BaseModel):
    """The hours of the day (Europe/Oslo) in which nothing is sent; they may run past midnight."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Clock = Field(dt.time(17), alias="from")
    end: Clock = Field(dt.time(7), alias="to")

    @model_validator(mode="after")
    def _some_hours_left(self) -> Self:
        if self.start == self.end:
            what = say("begynner og slutter på samme tid", "begin and end at the same time")
            raise said(
                what, say("la dem dekke natten, for eksempel 17:00-07:00", "cover the night, such as 17:00-07:00")
            )
        return self

    def holds(self, at: dt.time) -> bool:
        """Whether local time `at` is quiet: from `start` on, and up to but not including `end`."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


Secret = Annotated[SecretRef, BeforeValidator(_no_literal)]
