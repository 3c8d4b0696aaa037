"""Due rules and states in words, in both languages.

What lives here: short phrases for listings. Dates in words are `date_words.py`, messages are the
notification room's.
"""

from arshjul.models import rules
from arshjul.models.codes import Completeness, Kind, State, Timeliness
from arshjul.models.wheelfile import WheelFile

_MONTHS = {
    "nb": [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_WEEKDAYS = {
    "nb": ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_NTH = {
    "nb": {1: "første", 2: "andre", 3: "tredje", 4: "fjerde", 5: "femte", -1: "siste"},
    "en": {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"},
}
_EVERY = {
    "nb": {"YEARLY": "hvert år", "MONTHLY": "hver måned", "WEEKLY": "hver uke", "DAILY": "hver dag"},
    "en": {"YEARLY": "every year", "MONTHLY": "every month", "WEEKLY": "every week", "DAILY": "every day"},
}


def rule_words(rule: rules.DueRule, wheel: WheelFile, lang: str) -> str:
    """The rule as a person would say it: "14 dager før oppfølgingsmøtet"."""
    nb = lang != "en"
    months = _MONTHS["nb" if nb else "en"]
    match rule:
        case rules.FixedDate():
            month = months[rule.month - 1]
            return f"{rule.day}. {month}" if nb else f"{rule.day} {month}"
        case rules.EndOfMonth():
            month = months[rule.month - 1]
            return f"innen utgangen av {month}" if nb else f"by the end of {month}"
        case rules.BeforeMeeting() | rules.BeforeEvent():
            return f"{_distance(rule, nb)} {'før' if nb else 'before'} {_anchor(rule, wheel, lang)}"
        case rules.AfterMeeting() | rules.AfterEvent():
            return f"{_distance(rule, nb)} {'etter' if nb else 'after'} {_anchor(rule, wheel, lang)}"
        case rules.WithMeeting():
            return f"{'til' if nb else 'with'} {_anchor(rule, wheel, lang)}"
        case rules.Inside():
            return "inngår i et annet dokument" if nb else "inside another document"
        case rules.NthWeekday():
            day, nth = _WEEKDAYS["nb" if nb else "en"][rule.weekday - 1], _NTH["nb" if nb else "en"][rule.nth]
            month = months[rule.month - 1]
            return f"{nth} {day} i {month}" if nb else f"{nth} {day} of {month}"
        case rules.TertialEnd():
            which = f"{rule.tertial}. " if rule.tertial and nb else ""
            return f"{rule.days} dager etter {which}tertial" if nb else f"{rule.days} days after the tertial's end"
        case rules.Recurrence():
            return _EVERY["nb" if nb else "en"][rule.rrule.split(";")[0].removeprefix("FREQ=")]
        case _:
            return "venter på dato" if nb else "awaiting a date"


def _distance(rule: rules.BeforeMeeting | rules.AfterMeeting | rules.BeforeEvent | rules.AfterEvent, nb: bool) -> str:
    if rule.days is not None:
        return f"{rule.days} {'dager' if nb else 'days'}"
    return f"{rule.workdays} {'arbeidsdager' if nb else 'working days'}"


def _anchor(rule: rules.DueRule, wheel: WheelFile, lang: str) -> str:
    if isinstance(rule, rules.BeforeEvent | rules.AfterEvent):
        return wheel.events[rule.event].title[lang]
    series = wheel.series[getattr(rule, "series", "")]
    return (series.definite or series.title)[lang]


KIND_WORDS: dict[str, tuple[str, str]] = {
    Kind.DELIVERY_PLAN: ("leveranseplan", "delivery plan"),
    Kind.FOLLOWUP_REPORT: ("statusrapport", "status report"),
    Kind.TERTIAL_REPORT: ("tertialrapport", "tertial report"),
    Kind.PLANNED_TASKS: ("planlagte oppgaver", "planned tasks"),
    Kind.SIX_YEAR_PLAN: ("seksårig plan", "six-year plan"),
    Kind.BUDGET_INPUT: ("budsjettinnspill", "budget input"),
    Kind.DISPOSITION_PROPOSAL: ("disponeringsforslag", "proposed use of funds"),
    Kind.INITIATIVE_PROPOSAL: ("satsingsforslag", "initiative proposal"),
    Kind.JOINT_PLAN: ("felles plan", "joint plan"),
    Kind.ANNUAL_REPORT: ("årsrapport", "annual report"),
    Kind.ANNUAL_STATEMENT: ("årlig melding", "annual statement"),
    Kind.ASSIGNMENT: ("oppdrag", "assignment"),
    Kind.OTHER: ("annet", "other"),
}
STATE_WORDS: dict[str, tuple[str, str]] = {
    State.PLANNED: ("planlagt", "planned"),
    State.OPEN: ("åpen", "open"),
    State.RECEIVED: ("mottatt", "received"),
    State.INCOMPLETE: ("ufullstendig", "incomplete"),
    State.COMPLETE: ("fullstendig", "complete"),
    State.ACCEPTED: ("godtatt", "accepted"),
    State.WAIVED: ("frafalt", "waived"),
    State.CANCELLED: ("avlyst", "cancelled"),
}
TIMELINESS_WORDS: dict[str, tuple[str, str]] = {
    Timeliness.NOT_DUE: ("ikke forfalt", "not due"),
    Timeliness.ON_TIME: ("i tide", "on time"),
    Timeliness.LATE: ("for sent", "late"),
    Timeliness.OVERDUE: ("over fristen", "overdue"),
    Timeliness.UNDATED: ("venter på dato", "awaiting a date"),
    Timeliness.DISPUTED: ("uavklart frist", "unsettled deadline"),
    Timeliness.WAIVED: ("frafalt", "waived"),
}
SEVERITY_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("mangler", "missing"),
    "wrong": ("feil", "wrong"),
    "weak": ("spørsmål", "question"),
}
CHANNEL_WORDS: dict[str, tuple[str, str]] = {
    "eformidling": ("eFormidling", "eFormidling"),
    "epost": ("e-post", "e-mail"),
    "brev": ("brev", "letter"),
}
COMPLETENESS_WORDS: dict[str, tuple[str, str]] = {
    Completeness.NONE: ("–", "–"),
    Completeness.INCOMPLETE: ("mangler noe", "incomplete"),
    Completeness.COMPLETE: ("fullstendig", "complete"),
}


def word(words: dict[str, tuple[str, str]], code: str, lang: str) -> str:
    """One code in the reader's language; the code itself when it is new."""
    pair = words.get(code, (code, code))
    return pair[1] if lang == "en" else pair[0]
