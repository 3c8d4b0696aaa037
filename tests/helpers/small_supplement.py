"""Supplements to wheels for tests: YAML text to change, and the sum of what stands in a few files."""

from pathlib import Path

from small_wheel import SMALL

from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.wheel_file import read_wheels
from arshjul.models.deliverable import Deliverable
from arshjul.models.wheelfile import WheelFile

TITLE = "{nb: Tillegg, en: Supplement}"
PLACE = "{document: supplement, section: Endring, lines: [3, 4]}"


def supplement(
    body: str = "",
    *,
    id_: str = "tillegg",
    amends: str = "small-2024",
    day: str = "2024-05-02",
    name: str = "supplement",
) -> str:
    """A supplementary letter of `day`; `body` is what it adds, replaces and ends."""
    return f"""
schema: 1
id: {id_}
amends: {amends}
year: 2024
title: {TITLE}
documents:
  {name}: {{title: {TITLE}, issuer: hod, date: {day}, maker: letter}}
{body}"""


def write(folder: Path, *texts: str) -> list[Path]:
    """One file per text."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.yaml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def sum_of(folder: Path, *supplements: str, base: str = SMALL) -> WheelFile:
    """The wheel in force."""
    [wheel] = read_wheels(write(folder, base, *supplements))
    return wheel


def owed(wheel: WheelFile) -> dict[str, Deliverable]:
    """Deliverables by key, without the wheel's own part of it."""
    return {item.key.removeprefix(f"{wheel.id}."): item for item in compile_wheel(wheel)}
