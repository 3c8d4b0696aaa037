"""`report check`: the same verdict as after sending, before it.

What lives here: finding the deliverable and showing the findings. 1 when the report is incomplete.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from arshjul.app import clock
from arshjul.app.exits import FALLS_SHORT, OK
from arshjul.app.listing import Format, show
from arshjul.app.terminal import line
from arshjul.app.view import WheelView, wheel_views
from arshjul.calendar.appropriations import money_of
from arshjul.calendar.wording import COMPLETENESS_WORDS, SEVERITY_WORDS, word
from arshjul.flows.own_money import own_money
from arshjul.flows.settings import Settings, database_exists
from arshjul.models.codes import Completeness
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.reallocation import Granted
from arshjul.models.wheelfile import WheelFile
from arshjul.models.yaml_places import read_bytes
from arshjul.reports.checklist import waits
from arshjul.reports.judge import Judgement, judge
from arshjul.reports.problem_words import AHEAD, dated_ahead, for_another
from arshjul.reports.reading import max_bytes, read_report
from arshjul.reports.schema import StatusReport

FINDING_KEYS = (
    "code",
    "content",
    "initiative",
    "severity",
    "place",
    "maker",
    "obligation",
    "sources",
    "message",
    "settle",
)


def wanted(views: Sequence[WheelView], key: str) -> tuple[Deliverable, WheelFile]:
    """The deliverable of that key; the wheel's id in front may be left out where only one wheel has it."""
    known = {item.key: (item, view.wheel) for view in views for item in view.deliverables}
    meant = [full for full in known if full == key or full.partition(".")[2] == key]
    if len(meant) == 1:
        return known[meant[0]]
    what = say(f"ukjent leveranse: {key}", f"unknown deliverable: {key}")
    raise BadInput([Problem("--deliverable", what, remedy=_nearest_key(key, meant or sorted(known)))])


def _nearest_key(key: str, known: Sequence[str]) -> str:
    """The closest key; a list of all would be too long to read."""
    short = {full.partition(".")[2]: full for full in known}
    close = get_close_matches(key, [*known, *short], n=1, cutoff=0.4)
    if not close:
        return say("se nøklene i arshjul deadlines", "see the keys in arshjul deadlines")
    return nearest(short.get(close[0], close[0]), known)


def known_before(
    found: Settings, item: Deliverable, known: Sequence[Deliverable]
) -> tuple[StatusReport | None, list[Granted]]:
    """The actor's last report, and what its documents have moved with approval, where there is a database."""
    if not database_exists(found):
        return None, []
    from arshjul.flows.judging_by import report_before
    from arshjul.store import approvals
    from arshjul.store.engine import open_database

    database = open_database(found.database_url)
    try:
        with database.read() as connection:
            return report_before(connection, item, known), approvals.granted(connection, item.key)
    finally:
        database.close()


def check_report(found: Settings, file: Path, key: str, fmt: Format, as_of: str | None = None) -> int:
    """Judge the file; prints findings. BadInput when the file or the key is no good.

    A document that says nothing of what it holds is judged by nobody before the checklist, here as when it is sent. A file
    may be dated some hours ahead, as it is to be sent later that day.
    """
    views = wheel_views(found, None)
    item, wheel = wanted(views, key)
    names = {slug: spec.name for slug, spec in wheel.initiatives.items()}
    report = read_report(read_bytes(file, max_bytes(file.name)), str(file))
    problems = [for_another(report.deliverable, item.key, str(file))] if report.deliverable != item.key else []
    if report.submitted_at > clock.now(as_of).at + AHEAD:
        problems.append(dated_ahead(report.submitted_at, str(file)))
    if problems:
        raise BadInput(problems)
    if waits(item, report):
        if fmt is not Format.TABLE:
            show([], FINDING_KEYS, fmt, {})
        line(f"{_called(item)}: {unsaid(item.key)}", error=fmt is not Format.TABLE)
        return OK
    portfolio = read_portfolio(found.portfolio)
    money = own_money(found.portfolio, portfolio, lambda: [view.wheel for view in views])
    known = [other for view in views for other in view.deliverables]
    before, granted = known_before(found, item, known)
    verdict = judge(
        item, report, names=names, previous=before, allocations=money_of(wheel, money),
        habits=portfolio.office.habits, granted=granted,
    )  # fmt: skip
    return show_verdict(item, verdict, fmt)


def unsaid(key: str) -> str:
    """What is said of a document whose sender says nothing of what it holds."""
    return say(
        f"Ingen har sagt hva dokumentet inneholder: kryss av med arshjul report checklist {key}.",
        f"Nobody has said what the document holds: tick it off with arshjul report checklist {key}.",
    )


def _called(item: Deliverable) -> str:
    return f"{item.title[get_lang()]}, {item.actor}"


def show_verdict(item: Deliverable, verdict: Judgement, fmt: Format) -> int:
    """Print what the rules say of a report for that deliverable; returns the exit code."""
    rows: list[dict[str, object]] = [
        {
            "code": finding.code,
            "content": str(finding.content),
            "initiative": finding.initiative,
            "severity": str(finding.severity),
            "place": finding.place,
            "maker": str(finding.maker),
            "obligation": finding.obligation,
            "sources": [
                {"document": place.document, "section": place.section, "lines": list(place.lines)}
                for place in finding.sources
            ],
            "message": finding.message_en if get_lang() == "en" else finding.message_nb,
            "settle": say(*finding.settled_by),
        }
        for finding in verdict.findings
    ]
    if fmt is not Format.TABLE:
        show(rows, FINDING_KEYS, fmt, {})
    else:
        _print(rows)
        told = word(COMPLETENESS_WORDS, verdict.completeness, get_lang())
        line(f"{_called(item)}: {told}{_weighed(verdict)}")
    return OK if verdict.completeness is Completeness.COMPLETE else FALLS_SHORT


def _print(rows: Sequence[dict[str, object]]) -> None:
    """The findings, each with what would settle it below."""
    if not rows:
        return
    shown = [
        {
            **row,
            "how": word(SEVERITY_WORDS, str(row["severity"]), get_lang()),
            "message": f"{row['message']}\n→ {row['settle']}",
        }
        for row in rows
    ]
    columns = {"how": say("Alvor", "Severity"), "message": say("Hva", "What"), "place": say("Sted", "Place")}
    show(shown, FINDING_KEYS, Format.TABLE, columns, say("Funn", "Findings"), ("place",))


def _weighed(verdict: Judgement) -> str:
    """How many of the findings make the report incomplete."""
    total, bind = len(verdict.findings), sum(finding.blocks for finding in verdict.findings)
    if not total:
        return ""
    if not bind:
        return say(" (ingen av funnene hindrer det)", " (none of the findings stands in its way)")
    return say(f" ({bind} av {total} funn gjør den ufullstendig)", f" ({bind} of {total} findings make it incomplete)")
