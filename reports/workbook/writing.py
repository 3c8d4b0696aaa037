"""The workbook of one deliverable, as bytes: the template that an actor fills in.

What lives here: sheets, cells, drop-downs and notes. What stands in the rows is `filling.py`, the words of the guidance
`guide.py`, the form `layout.py`, how it looks `looks.py`.

Nothing in it is a formula: what begins like one is written as text, and marked so that it stays text when it is edited.
There are no merged cells; every sheet but the guidance is one table.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from arshjul.models.codes import GENERAL
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.wheelfile import Text
from arshjul.reports.schema import SCHEMA_VERSION, StatusReport
from arshjul.reports.workbook import looks
from arshjul.reports.workbook.carrying import red
from arshjul.reports.workbook.demands import note
from arshjul.reports.workbook.filling import Answers, Value, rows
from arshjul.reports.workbook.guide import guide
from arshjul.reports.workbook.identity import KEY, SENT_AT, SENT_BY, VERSION, hidden_rows
from arshjul.reports.workbook.layout import ABOUT_NAMES, GUIDE_NAMES, HIDDEN, Column, Takes, Wanted, wanted
from arshjul.reports.workbook.words import (
    ACTION_STATES,
    RISK_STATES,
    Initiatives,
    is_not_asked,
    light_words,
    whole,
    written,
)

_SPARE_ROWS = 20
"""Empty rows with drop-downs below what is filled in, on sheets where an initiative may have many rows."""
_DIGITS = 15
"""What a workbook keeps of a number; an amount with more is written as text, so that it stays exact."""
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t")
_TEXT_ROW, _ROW = 75, 30
"""The least height of a row, in points: where texts are written, and elsewhere."""
_STATES = {Takes.RISK_STATE: RISK_STATES, Takes.ACTION_STATE: ACTION_STATES}
_LISTS = {"lights": "F", "initiatives": "G", "everyone": "H"}
"""The columns of the hidden sheet from which drop-downs take their words."""


@dataclass(frozen=True, slots=True)
class Template:
    """What a workbook is made for. Names by id in both languages; `allocations` are the letter's figures in NOK.

    `answers` are filled in as they stand; what of the last report is taken along is `carrying.py`.
    """

    deliverable: Deliverable
    actor: Text
    initiatives: Mapping[str, Text]
    documents: Mapping[str, Text]
    answers: StatusReport | None = None
    allocations: Mapping[str, Decimal] = field(default_factory=dict)


def workbook(template: Template) -> bytes:
    """The workbook in the language of this run."""
    book, sheets = Workbook(), wanted(template.deliverable, actions=_has_actions(template.answers))
    book.remove(book.worksheets[0])
    book.properties.creator = "Årshjul"
    book.properties.title = template.deliverable.title[get_lang()]
    book.properties.language = say("nb-NO", "en-GB")
    needed = dict.fromkeys(slug for item in sheets for slug in item.initiatives)
    known = Initiatives({slug: template.initiatives[slug] for slug in needed if slug in template.initiatives})
    choices = _choices(known, general=GENERAL in needed)
    _guide(book.create_sheet(say(*GUIDE_NAMES)), template, sheets)
    _about(book.create_sheet(say(*ABOUT_NAMES)), template)
    answers = Answers(template.deliverable, known, template.answers, template.allocations)
    for item in sheets:
        _sheet(book.create_sheet(item.sheet.title), item, template, answers, choices)
    _hidden(book.create_sheet(HIDDEN), template, sheets, known, choices)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _has_actions(report: StatusReport | None) -> bool:
    sections = [*report.initiatives.values(), report.general] if report else []
    return any(section and section.actions for section in sections)


def _choices(initiatives: Initiatives, *, general: bool) -> dict[str, list[str]]:
    """What the drop-downs offer."""
    labels = [initiatives.label(slug) for slug in (*initiatives.names, *([GENERAL] if general else []))]
    return {"lights": light_words(), "initiatives": labels, "everyone": [whole(), *labels]}


def _guide(sheet: Worksheet, template: Template, sheets: Sequence[Wanted]) -> None:
    sheet.column_dimensions["A"].width = 100
    actor = template.actor[get_lang()]
    taken, stated = template.answers is not None, bool(template.allocations)
    was_red = (
        [template.initiatives[slug][get_lang()] for slug in red(template.answers) if slug in template.initiatives]
        if template.answers
        else []
    )
    lines = guide(template.deliverable, actor, sheets, taken=taken, stated=stated, red=was_red)
    for number, line in enumerate(lines, 1):
        cell, size = sheet.cell(number, 1), {1: 16, 2: 13}.get(line.level, looks.SIZE)
        _put(cell, line.text)
        looks.plain(cell, bold=line.level > 0, size=size)
        sheet.row_dimensions[number].height = looks.height([(line.text, 100)], size) + (8 if line.level else 2)
    sheet.sheet_view.showGridLines = False
    looks.on_paper(sheet)


def _about(sheet: Worksheet, template: Template) -> None:
    """What the report is, and who sends it when; the two cells to fill in come last."""
    deliverable = template.deliverable
    given = [
        (say("Opplysning", "Field"), say("Svar", "Answer")),
        (say("Rapport", "Report"), deliverable.title[get_lang()]),
        (say("Aktør", "Actor"), template.actor[get_lang()]),
        (KEY.title, deliverable.key),
        (VERSION.title, str(SCHEMA_VERSION)),
        (SENT_BY.title, ""),
        (SENT_AT.title, ""),
    ]
    for number, line in enumerate(given, 1):
        for place, words in enumerate(line, 1):
            cell = sheet.cell(number, place)
            _put(cell, words)
            looks.plain(cell, bold=place == 1)
            looks.framed(cell)
    last = len(given)
    sheet.cell(last, 2).number_format = "yyyy\\-mm\\-dd\\ hh:mm"
    hint = say(
        "Skriv for eksempel 26.08.2024 kl. 12.00, i norsk tid.", "Write for example 2024-08-26 12:00, Norwegian time."
    )
    looks.remark(sheet.cell(last, 1), hint)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    looks.as_table(sheet, "about", 2, last)


def _sheet(
    sheet: Worksheet, item: Wanted, template: Template, answers: Answers, choices: Mapping[str, Sequence[str]]
) -> None:
    filled = rows(item, answers)
    spare: list[list[Value]] = [[None] * len(item.columns)] * (_SPARE_ROWS if item.sheet.lists else 0)
    last = 1 + len(filled) + len(spare)
    for number, column in enumerate(item.columns, 1):
        head, letter = sheet.cell(1, number), get_column_letter(number)
        _put(head, column.title)
        looks.plain(head)
        said = note(column, template.deliverable, template.documents)
        if said:
            looks.remark(head, said)
        sheet.column_dimensions[letter].width = column.width
        rule = _rule(column, choices, everyone=item.sheet.id in ("funding", "moves") and number == 1)
        if rule is not None:
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{last}")
    for number, row in enumerate([*filled, *spare], 2):
        for place, (column, value) in enumerate(zip(item.columns, row, strict=True), 1):
            _fill(sheet.cell(number, place), column, value)
        if number < len(filled) + 2:
            texts = [
                (value, column.width) for column, value in zip(item.columns, row, strict=True) if isinstance(value, str)
            ]
            least = _TEXT_ROW if item.sheet.id == "initiatives" else _ROW
            sheet.row_dimensions[number].height = max(looks.height(texts), least)
    looks.as_table(sheet, item.sheet.id, len(item.columns), last)


def _fill(cell: Any, column: Column, value: Value) -> None:
    """One cell; answers that stand there already are in italics, what is not demanded is grey and says so."""
    _put(cell, value)
    looks.framed(cell)
    names = column.takes is Takes.INITIATIVE
    looks.plain(cell, bold=names, italic=value is not None and not names)
    if column.takes is Takes.MONEY:
        cell.number_format = "#,##0.00" if isinstance(value, Decimal) and value % 1 else "#,##0"
    if column.takes is Takes.DATE:
        cell.number_format = "yyyy\\-mm\\-dd"
    if isinstance(value, str) and is_not_asked(value):
        looks.greyed(cell)


def _put(cell: Any, value: Value) -> None:
    """A value that is never a formula, and a number only where a workbook keeps it whole."""
    if isinstance(value, Decimal):
        bare = value.normalize()
        value = bare if len(bare.as_tuple().digits) <= _DIGITS and bare.adjusted() < _DIGITS else f"{bare:f}"
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value = written(value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_LOOKS_LIKE_FORMULA)


def _rule(column: Column, choices: Mapping[str, Sequence[str]], *, everyone: bool) -> DataValidation | None:
    """The drop-down of a column, or a warning where an amount is none."""
    source = {Takes.LIGHT: "lights", Takes.INITIATIVE: "everyone" if everyone else "initiatives"}.get(column.takes)
    if source:
        words = f"{HIDDEN}!${_LISTS[source]}$1:${_LISTS[source]}${len(choices[source])}"
        rule = DataValidation(type="list", formula1=words, allow_blank=True, errorStyle="stop")
    elif column.takes is Takes.SCORE:
        rule = DataValidation(type="list", formula1='"1,2,3,4,5"', allow_blank=True, errorStyle="stop")
    elif column.takes in _STATES:
        words = ",".join(say(*names) for names in _STATES[column.takes].values())
        rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, errorStyle="stop")
    elif column.takes is Takes.MONEY:
        least, most = "-1E+15", "1E+15"
        rule = DataValidation(
            type="decimal", operator="between", formula1=least, formula2=most, allow_blank=True, errorStyle="warning"
        )
    else:
        return None
    wrong = say("Skriv bare tallet.", "Write the number alone.") if column.takes is Takes.MONEY else ""
    rule.error = wrong or say("Velg fra listen.", "Choose from the list.")
    rule.errorTitle, rule.showErrorMessage = column.title[:32], True
    return rule


def _hidden(
    sheet: Worksheet,
    template: Template,
    sheets: Sequence[Wanted],
    initiatives: Initiatives,
    choices: Mapping[str, Sequence[str]],
) -> None:
    said = hidden_rows(template.deliverable.key, sheets, initiatives.names, template.allocations)
    for number, row in enumerate(said, 1):
        for place, word in enumerate(row, 1):
            _put(sheet.cell(number, place), word)
    for name, words in choices.items():
        for number, word in enumerate(words, 1):
            _put(sheet[f"{_LISTS[name]}{number}"], word)
    sheet.sheet_state = "veryHidden"
