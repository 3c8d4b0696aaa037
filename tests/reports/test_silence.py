"""An actor that always delivered and now does not, or a source that has been emptied, is a fault with a name."""

import datetime as dt

import pytest

from arshjul.reports.silence import Expected, gone_silent, source_empty


def report(month: int, delivered: bool, document_type: str = "report", due: bool = True) -> Expected:
    """A report due on the first of a month of 2024."""
    day = dt.date(2024, month, 1) if due else None
    return Expected(f"w.{document_type}.{month}.nhn", "Statusrapport", "Status report", document_type, day, delivered)


TODAY = dt.date(2024, 6, 2)


def silent(*expected: Expected, today: dt.date = TODAY) -> list[str]:
    """The keys of the faults, whatever the order the reports are given in."""
    faults = gone_silent(expected, today)
    assert {fault.code for fault in faults} <= {"gone_silent"}
    assert sorted(fault.name for fault in gone_silent(expected[::-1], today)) == sorted(fault.name for fault in faults)
    return [fault.name for fault in faults]


def test_an_actor_that_always_delivered_and_now_has_nothing_has_gone_silent():
    faults = gone_silent([report(2, True), report(4, True), report(6, False)], TODAY)
    assert [(fault.name, fault.deliverable_key) for fault in faults] == [("w.report.6.nhn", "w.report.6.nhn")]
    assert faults[0].message_nb.startswith("Statusrapport: ingenting er mottatt")


def test_nobody_is_silent_before_the_day_has_ended():
    assert silent(report(2, True), report(6, False), today=dt.date(2024, 6, 1)) == []
    assert silent(report(2, True), report(6, False), today=dt.date(2024, 6, 2)) == ["w.report.6.nhn"]


@pytest.mark.parametrize(
    "expected",
    [
        [report(6, False)],
        [report(2, True), report(6, True)],
        [report(2, True, "plan"), report(6, False)],
        [report(2, True), report(6, False, due=False)],
        [report(8, True), report(6, False)],
    ],
    ids=["the first ever", "delivered", "another document", "no date", "only a later one came"],
)
def test_what_is_no_silence(expected):
    assert silent(*expected) == []


def test_only_the_first_silence_is_told():
    assert silent(report(1, True), report(3, False), report(5, False)) == ["w.report.3.nhn"]


@pytest.mark.parametrize(("before", "seen", "faults"), [(3, 0, 1), (3, 1, 0), (0, 0, 0), (None, 0, 0), (None, 5, 0)])
def test_a_source_that_held_files_and_shows_none_is_empty(before, seen, faults):
    found = source_empty("nhn", before, seen)
    assert [(fault.code, fault.name) for fault in found] == [("source_empty", "nhn")] * faults


@pytest.mark.parametrize(
    ("before", "nb", "en"),
    [(1, "viste 1 fil sist", "showed 1 file last"), (2, "viste 2 filer sist", "showed 2 files last")],
)
def test_one_file_is_no_plural(before: int, nb: str, en: str) -> None:
    [fault] = source_empty("nhn", before, 0)
    assert nb in fault.message_nb and en in fault.message_en
