"""The workbook's first sheet: what it is for, and how it is filled in.

What lives here: the words of the guidance, for exactly this deliverable. They are written into one column, a
paragraph per row, so that a screen reader meets them in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from arshjul.calendar.date_words import long_date
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.reports.schema import SCHEMA_VERSION
from arshjul.reports.workbook.layout import ABOUT_NAMES, SHEET, Wanted
from arshjul.reports.workbook.words import not_asked, nothing, whole


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One row of guidance; `level` is 1 for the title, 2 for a heading, 0 for text."""

    text: str
    level: int = 0


def guide(
    deliverable: Deliverable,
    actor: str,
    sheets: Sequence[Wanted],
    *,
    taken: bool,
    stated: bool,
    red: Sequence[str] = (),
) -> list[Paragraph]:
    """The guidance; answers of the last report are `taken` along, or the letter's figures are `stated`.

    `red` are the names of the initiatives that were red in the last report.
    """
    steps = [*_steps(sheets), *_gone_through(taken, stated, red)]
    return [
        Paragraph(f"{deliverable.title[get_lang()]} – {actor}", 1),
        Paragraph(_deadline(deliverable)),
        Paragraph(say("Slik fyller dere ut", "How to fill it in"), 2),
        *(Paragraph(f"{number}. {step}") for number, step in enumerate(steps, 1)),
        Paragraph(say("Før dere sender", "Before you send it"), 2),
        *map(Paragraph, _sending()),
        Paragraph(say("Hva arbeidsboken er", "What this workbook is"), 2),
        Paragraph(say(f"Leveransens nøkkel: {deliverable.key}", f"The deliverable's key: {deliverable.key}")),
        Paragraph(say(f"Skjemaversjon: {SCHEMA_VERSION}", f"Schema version: {SCHEMA_VERSION}")),
    ]


def _deadline(deliverable: Deliverable) -> str:
    lang = get_lang()
    if deliverable.due is None:
        return say("Fristen er ikke fastsatt ennå.", "The deadline has not been set yet.")
    day = long_date(deliverable.due, lang)
    if deliverable.disputed:
        return say(
            f"Tidligste oppgitte frist: {day}. Fristen er ikke avklart.",
            f"Earliest stated deadline: {day}. Not settled.",
        )
    if deliverable.last_workday and deliverable.last_workday != deliverable.due:
        last = long_date(deliverable.last_workday, lang)
        return say(f"Frist: {day}. Siste arbeidsdag er {last}.", f"Deadline: {day}. The last working day is {last}.")
    return say(f"Frist: {day}.", f"Deadline: {day}.")


def _steps(sheets: Sequence[Wanted]) -> list[str]:
    about, empty, none = say(*ABOUT_NAMES), not_asked(), nothing(say("grunnen", "the reason"))
    steps = [
        say(f"Skriv på arket «{about}» hvem som sender rapporten, og når.",
            f"On the sheet “{about}”, write who sends the report, and when."),
        say(f"Arket «{SHEET['initiatives'].title}»: hvert tiltak skal ha svar i alle kolonner, unntatt der det står «{empty}».",
            f"The sheet “{SHEET['initiatives'].title}”: every initiative needs an answer in each column, except where it "
            f"says “{empty}”."),
        say(f"Er det ingenting å melde, skriver dere «{none}». En tom celle regnes som at svaret mangler.",
            f"Where there is nothing to report, write “{none}”. An empty cell counts as a missing answer."),
        say("Merknaden i hver overskrift viser hvor kravet står, eller hva kolonnen er til.",
            "The note on each header says where the demand stands, or what the column is for."),
    ]  # fmt: skip
    return [*steps, *(_of_sheet(item.sheet.id) for item in sheets if item.sheet.id != "initiatives")]


def _of_sheet(sheet_id: str) -> str:
    name = SHEET[sheet_id].title
    words = {
        "risks": ("én rad per risiko; lag flere rader ved behov. 1 er lavest og 5 er høyest.",
                  "one row per risk; add rows as you need them. 1 is lowest and 5 is highest."),
        "actions": ("det dere satte dere fore sist. Si hvordan det gikk i kolonnen Tilstand, og legg til nytt.",
                    "what you set out to do last time. Say how it went in the column State, and add what is new."),
        "economy": ("hele beløp i kroner, for eksempel 67 200 000. Regner dere i millioner, retter dere overskriften, "
                    "for eksempel til «Forbruk (mill. kr)».",
                    "whole amounts in NOK, for example 67,200,000. If you reckon in millions, change the header, for "
                    "example to “Spent (NOK million)”."),
        "funding": (f"én rad per tiltak med behov. Tiltak som ikke står der, trenger ingenting. Har ingen behov, skriver "
                    f"dere det i raden «{whole()}».",
                    f"one row per initiative in need; those not listed need nothing. If none is, say so in the row "
                    f"“{whole()}”."),
        "moves": (f"én rad per flytting av midler. Flyttes ingenting, skriver dere det i raden «{whole()}».",
                  f"one row per move of money. If nothing is moved, say so in the row “{whole()}”."),
    }  # fmt: skip
    return say(f"Arket «{name}»: ", f"The sheet “{name}”: ") + say(*words[sheet_id])


def _gone_through(taken: bool, stated: bool, red: Sequence[str]) -> list[str]:
    found = []
    if taken:
        found.append(
            say("Svar i kursiv er hentet fra forrige rapport. Gå gjennom dem og rett dem.",
                "Answers in italics come from the last report. Go through them and mend them.")
        )  # fmt: skip
    if red:
        names = ", ".join(red)
        found.append(
            say(f"Rødt sist: {names}. Skriv hva som er endret siden da, i status, fremdrift eller avvik.",
                f"Red last time: {names}. Write what has changed since, under status, progress or deviations.")
        )  # fmt: skip
    if stated:
        found.append(say("Tildelte beløp er hentet fra brevet.", "Allocated amounts come from the letter."))
    return found


def _sending() -> list[str]:
    return [
        say("Ark, rader og kolonner kan flyttes, og dere kan legge til egne. Ikke slett ark eller kolonner.",
            "Sheets, rows and columns may be moved, and you may add your own. Do not delete sheets or columns."),
        say("Lagre som .xlsx. Makroer, lenker til andre filer og passord blir avvist.",
            "Save as .xlsx. Macros, links to other files and passwords are refused."),
        say("Den formelle leveringen går som før til departementet.", "The formal delivery goes to the ministry as before."),
    ]  # fmt: skip
