"""Next year's wheel as a file that people read and go on writing in: YAML with comments that explain.

What lives here: layout and comments, in both languages because a wheel file serves readers of both. The same wheel
gives the same bytes. What goes into it is `rollover.py`.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import yaml
from pydantic import BaseModel

from arshjul.calendar.rollover import Rolled, all_rules
from arshjul.calendar.wording import rule_words
from arshjul.models.wheelfile import DeadlineRequest, ObligationSpec, WheelFile

_PLAIN = re.compile(r"[^\W_][\w./@()-]*( [\w./@()-]+)*")
_PLAIN_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*")


def wheel_text(rolled: Rolled) -> str:
    """The whole file."""
    wheel = rolled.wheel
    parts = [
        "\n".join(_heading(rolled)),
        "\n".join([f"schema: {wheel.schema_version}", f"id: {_scalar(wheel.id)}", f"year: {wheel.year}",
                   f"title: {_flow(_plain(wheel.title))}"]),
        _section("documents", _plain_all(wheel.documents), open_up=True),
        _section("actors", _plain_all(wheel.actors)),
        _section("initiatives", _plain_all(wheel.initiatives)),
        _section("series", _plain_all(wheel.series), open_up=True),
        _section("events", _plain_all(wheel.events)),
        _meetings(rolled),
        _section("document_types", _plain_all(wheel.document_types), open_up=True),
        _obligations(rolled),
        _exclusions(wheel),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def requests_text(requests: Iterable[DeadlineRequest]) -> str:
    """Requests as the part of a wheel file that holds them."""
    about = [
        "Datoer noen har bedt om. De flytter ingenting: departementet avgjør, kontoret registrerer avgjørelsen.",
        "Dates that somebody has asked for. They move nothing: the ministry decides, the office records the decision.",
    ]
    lines = [*map(_comment, about), "requests:"]
    for request in map(_plain, requests):
        fields = [f"{key}: {_flow(value)}" for key, value in request.items()]
        lines += [f"  - {fields[0]}", *(f"    {field}" for field in fields[1:])]
    return "\n".join(lines) + "\n"


def _heading(rolled: Rolled) -> Iterator[str]:
    wheel, source = rolled.wheel, rolled.source
    yield _comment(f"{wheel.title.nb} / {wheel.title.en}")
    yield "#"
    yield _comment(f"Laget av årshjulet for {source.year} ({source.id}) med «arshjul wheel rollover».")
    yield _comment(
        "Det teksten sier skjer hvert år, beholder regelen sin. Resten er ventet til det nye brevet kommer: det har"
    )
    yield _comment("ingen dato, ingen inviteres til det, og ingen er sen. Møtene er ikke datert.")
    yield _comment(f"Made from the wheel of {source.year} ({source.id}) by “arshjul wheel rollover”.")
    yield _comment(
        "What the text says happens every year keeps its rule. The rest is expected until the new letter comes: it has"
    )
    yield _comment("no date, nobody is invited to it, and nobody is late. The meetings are not dated.")
    if rolled.left_out:
        yield "#"
        yield _comment(
            f"Utelatt, fordi det ble bedt om én gang eller er avsluttet. Det som ikke er levert, står åpent i årshjulet for {source.year}."
        )
        yield _comment(
            f"Left out, as it was asked for once or has ended. What has not been delivered stays open in the wheel of {source.year}."
        )
        for slug in rolled.left_out:
            title, ended = source.obligations[slug].title, source.obligations[slug].ended
            words = f": {title.nb} / {title.en}" if title else ""
            yield _comment(f"- {slug}{words}" + (f" (avsluttet / ended {ended.from_})" if ended else ""))
    if source.decisions:
        yield "#"
        yield _comment(f"Avgjørelser om motstrid i {source.year} gjelder ikke i {wheel.year} og er ikke tatt med.")
        yield _comment(f"Decisions on contradictions of {source.year} do not hold in {wheel.year} and are left out.")


def _meetings(rolled: Rolled) -> str:
    wheel = rolled.wheel
    text = _section("meetings", _plain_all(wheel.meetings), open_up=True)
    if not text:
        return ""
    about = [
        f"Møtene i {rolled.source.year} under nye id-er, uten dato til departementet setter en. Stedene er fjorårets.",
        f"The meetings of {rolled.source.year} under new ids, undated until the ministry dates them. The places are last year's.",
    ]
    return "\n".join([*map(_comment, about), text])


def _obligations(rolled: Rolled) -> str:
    """What recurs, then what is expected, each expected one with what held last year."""
    obligations = rolled.wheel.obligations
    blocks = ["obligations:"]
    if rolled.recurring:
        blocks.append(_note("Hvert år / Every year"))
        blocks += [_block(slug, _plain(obligations[slug])) for slug in rolled.recurring]
    if rolled.expected:
        blocks.append(_note("Ventet til det nye brevet / Expected until the new letter"))
    for slug in rolled.expected:
        was = rolled.source.obligations[slug]
        told = _was(was, obligations[slug], rolled.source)
        blocks.append("\n".join([*told, _block(slug, _plain(obligations[slug]))]))
    return "\n\n".join(blocks) if len(blocks) > 1 else "obligations: {}"


def _note(words: str) -> str:
    return f"  # --- {words} ---"


def _was(old: ObligationSpec, new: ObligationSpec, source: WheelFile) -> list[str]:
    """The rules that gave dates last year and do not any more, in both languages."""
    gone = [rule for rule in all_rules(old) if rule not in all_rules(new)]
    said = [" / ".join(rule_words(rule, source, lang) for lang in ("nb", "en")) for rule in gone]
    return ["  " + _comment(f"{source.year}: {words}") for words in said]


def _section(name: str, items: Mapping[str, Any], *, open_up: bool = False) -> str:
    """A mapping of ids; each on a line of its own, or opened up into one line per field."""
    if not items:
        return "" if name in ("series", "events", "meetings") else f"{name}: {{}}"
    if open_up:
        return "\n".join([f"{name}:", *(_block(key, item) for key, item in items.items())])
    return "\n".join([f"{name}:", *(f"  {_key(key)}: {_flow(item)}" for key, item in items.items())])


def _block(key: str, item: Mapping[str, Any]) -> str:
    lines = [f"  {_key(key)}:"]
    for field, value in item.items():
        if field == "statements":
            lines += [f"    {field}:", *(f"      - {_flow(statement)}" for statement in value)]
        else:
            lines.append(f"    {field}: {_flow(value)}")
    return "\n".join(lines)


def _exclusions(wheel: WheelFile) -> str:
    if not wheel.exclusions:
        return ""
    about = [
        "Linjer som høres ut som et krav uten å være det, og linjene bak det som er utelatt.",
        "Lines that sound like a demand and are none, and the lines behind what is left out.",
    ]
    lines = [f"  - {_flow(_plain(item))}" for item in wheel.exclusions]
    return "\n".join([*map(_comment, about), "exclusions:", *lines])


def _plain_all(items: Mapping[str, BaseModel]) -> dict[str, Any]:
    return {key: _plain(item) for key, item in items.items()}


def _plain(item: BaseModel) -> Any:
    """Without what is as it would be anyway."""
    return item.model_dump(by_alias=True, exclude_defaults=True)


def _flow(value: Any) -> str:
    """On one line: `{due: {type: fixed, month: 2, day: 1}}`."""
    if isinstance(value, Mapping):
        fields = sorted(value.items(), key=lambda field: field[0] != "type")  # a rule says first which one it is
        return "{" + ", ".join(f"{_key(key)}: {_flow(item)}" for key, item in fields) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool | int):
        return json.dumps(value)
    return _scalar(str(value))


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and _means_itself(key) else _quoted(key)


def _scalar(text: str) -> str:
    """Plain where it can stand so and is read back as text, else in quotes."""
    return text if _PLAIN.fullmatch(text) and _means_itself(text) else _quoted(text)


@lru_cache(maxsize=4096)
def _means_itself(text: str) -> bool:
    found = yaml.safe_load(text)
    return bool(found == text)


def _quoted(text: str) -> str:
    """In double quotes; what cannot be shown is escaped (YAML 1.1, 5.5)."""
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in shown)


def _comment(words: str) -> str:
    """One line; a sign that cannot be shown would make the file unreadable."""
    return "# " + "".join(char if char.isprintable() else "?" for char in words)
