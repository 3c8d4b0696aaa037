"""An obligation that a supplementary letter ends: what is due before that day is owed, what is due later is not."""

import datetime as dt
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from small_supplement import PLACE, owed, sum_of, supplement, write
from small_wheel import SMALL

from arshjul.calendar.amend import amended
from arshjul.calendar.amend_alone import Amendment
from arshjul.calendar.compile import compile_wheel, rows, slots
from arshjul.calendar.wheel_file import read_wheel_files, read_wheels, shipped_wheels
from arshjul.models.amendment import AmendmentFile
from arshjul.models.deliverable import Deliverable
from arshjul.models.problems import BadInput
from arshjul.models.wheelfile import WheelFile

BOTH_REPORTS = ("report-one", "report-letter")


def end(day: str, *obligations: str, place: str = PLACE) -> str:
    return "end:\n" + "".join(f"  {slug}: {{from: {day}, statements: [{place}]}}\n" for slug in obligations)


def dated(text: str = SMALL) -> str:
    """The small wheel with both meetings dated: reports are due on 26 August and 25 November."""
    return text.replace("followup-2024-2: {series: followup,", "followup-2024-2: {series: followup, date: 2024-12-09,")


@pytest.mark.parametrize(
    ("day", "left"),
    [
        ("2024-08-26", set()),
        ("2024-08-27", {"followup-2024-1"}),
        ("2024-11-25", {"followup-2024-1"}),
        ("2024-11-26", {"followup-2024-1", "followup-2024-2"}),
    ],
)
def test_what_is_due_on_the_day_itself_or_later_is_no_longer_owed(tmp_path: Path, day: str, left: set[str]) -> None:
    wheel = sum_of(tmp_path, supplement(end(day, *BOTH_REPORTS)), base=dated())
    found = [item for item in owed(wheel).values() if item.document_type == "report"]
    assert {item.occurrence for item in found} == left
    assert {item.actor for item in found} == ({"a", "b"} if left else set())


def test_what_else_is_owed_stays_as_it_was_to_the_letter(tmp_path: Path) -> None:
    before = owed(sum_of(tmp_path, base=dated()))
    after = owed(sum_of(tmp_path, supplement(end("2024-09-01", *BOTH_REPORTS)), base=dated()))
    assert before.keys() - after.keys() == {"report.followup-2024-2.a", "report.followup-2024-2.b"}
    assert all(item == before[key] for key, item in after.items()), "earlier occurrences are not shaped by the end"


def test_a_document_that_settles_something_else_stays_with_less_in_it_and_shows_why(tmp_path: Path) -> None:
    found = owed(sum_of(tmp_path, supplement(end("2024-09-01", "report-letter")), base=dated()))
    early, late, other = (
        found[f"report.{key}"] for key in ("followup-2024-1.a", "followup-2024-2.a", "followup-2024-2.b")
    )
    assert early.obligations == ("report-one", "report-letter") and "supplement" not in early.documents
    assert late.obligations == ("report-one",) and late.required == {"one": ("status", "risk")}
    assert late.documents == ("mandate", "supplement")
    assert [source.document for source in late.sources] == ["mandate", "supplement"]
    assert "supplement" not in other.documents, "the ended obligation never concerned b"


def test_a_moved_meeting_decides_whether_its_report_is_still_owed(tmp_path: Path) -> None:
    wheel = sum_of(tmp_path, supplement(end("2024-08-27", *BOTH_REPORTS)), base=dated())
    moved = compile_wheel(wheel, {"followup-2024-1": dt.date(2024, 9, 10)})
    assert not [item for item in moved if item.document_type == "report"]
    moved = compile_wheel(wheel, {"followup-2024-2": dt.date(2024, 9, 9)})
    assert {item.occurrence for item in moved if item.document_type == "report"} == {
        "followup-2024-1",
        "followup-2024-2",
    }


def test_a_meeting_without_a_date_is_not_before_the_end(tmp_path: Path) -> None:
    wheel = sum_of(tmp_path, supplement(end("2024-12-31", *BOTH_REPORTS)))
    assert {item.occurrence for item in owed(wheel).values() if item.document_type == "report"} == {"followup-2024-1"}
    later = compile_wheel(wheel, {"followup-2024-2": dt.date(2024, 12, 9)})
    assert {item.occurrence for item in later if item.document_type == "report"} == {
        "followup-2024-1",
        "followup-2024-2",
    }


def test_a_report_that_awaits_its_date_goes_by_its_meeting(tmp_path: Path) -> None:
    base = dated().replace("{type: before_meeting, series: followup, days: 14}", "{type: awaiting, series: followup}")
    for day, left in (("2024-09-09", set()), ("2024-09-10", {"followup-2024-1"})):
        found = owed(sum_of(tmp_path, supplement(end(day, *BOTH_REPORTS)), base=base))
        assert {item.occurrence for item in found.values() if item.document_type == "report"} == left


def test_of_contradicting_dates_the_earliest_counts_until_it_is_decided(tmp_path: Path) -> None:
    """The plan is due on 31 August by one place and on 15 September by another."""
    kept = owed(sum_of(tmp_path, supplement(end("2024-09-01", "plan"))))["plan.2024.both"]
    assert kept.disputed and kept.latest == dt.date(2024, 9, 15) and "plan" in kept.obligations
    decision = "{document_type: plan, actor: both, in_force: 2024-09-15, by: D, decided: 2024-02-01, reference: 24/1}"
    decided = SMALL + f"decisions: [{decision}]\n"
    left = owed(sum_of(tmp_path, supplement(end("2024-09-01", "plan")), base=decided))["plan.2024.both"]
    assert left.obligations == ("status",)


def test_a_date_that_a_policy_moves_is_judged_where_it_falls(tmp_path: Path) -> None:
    """15 September 2024 is a Sunday: due on Friday the 13th under the policy `previous`."""
    statement = "      - {document: letter, section: Tabell, lines: [5, 5], due: {type: end_of_month, month: 8}}\n"
    base = SMALL.replace(statement, "").replace("kind: joint_plan,", "kind: joint_plan, workday_policy: previous,")
    for day, there in (("2024-09-13", False), ("2024-09-14", True)):
        plan = owed(sum_of(tmp_path, supplement(end(day, "plan")), base=base))["plan.2024.both"]
        assert ("plan" in plan.obligations) is there


def test_a_demand_inside_another_document_ends_with_the_occurrences_of_that(tmp_path: Path) -> None:
    base = dated().replace("delivered_in: [plan, statement]", "delivered_in: [report, statement]")
    found = owed(sum_of(tmp_path, supplement(end("2024-09-01", "status")), base=base))
    assert "status" in found["report.followup-2024-1.b"].obligations
    assert found["report.followup-2024-2.b"].obligations == ("report-one",)
    assert "statement.2024.a" not in found, "without any date it is not due before the end"


def test_what_stands_inside_a_document_follows_the_occurrences_that_are_left(tmp_path: Path) -> None:
    base = dated().replace("delivered_in: [plan, statement]", "delivered_in: [report, statement]")
    found = owed(sum_of(tmp_path, supplement(end("2024-09-01", *BOTH_REPORTS)), base=base))
    early = found["report.followup-2024-1.a"]
    assert early.due == dt.date(2024, 8, 26) and early.obligations == ("report-one", "report-letter", "status")
    assert not found.keys() & {"report.followup-2024-2.a", "report.2024.a"}


def test_what_stands_inside_a_document_keeps_it_undated_when_all_that_dated_it_has_ended(tmp_path: Path) -> None:
    base = dated().replace("delivered_in: [plan, statement]", "delivered_in: [report, statement]")
    before = owed(sum_of(tmp_path, base=base))
    after = owed(sum_of(tmp_path, supplement(end("2024-01-01", *BOTH_REPORTS)), base=base))
    assert after.keys() == before.keys()
    late = after["report.followup-2024-2.a"]
    assert late.due is None and late.obligations == ("status",) and late.meeting == "followup-2024-2"


def test_a_document_that_was_owed_for_the_year_too_is_kept_for_the_year_alone(tmp_path: Path) -> None:
    base = (
        dated()
        .replace("delivered_in: [plan, statement]", "delivered_in: [report, statement]")
        .replace(
            "due: {type: before_meeting, series: followup, days: 14}\n    required: [status, deviation]",
            "due: {type: fixed, month: 3, day: 1}\n    required: [status, deviation]",
        )
    )
    found = owed(sum_of(tmp_path, supplement(end("2024-01-01", *BOTH_REPORTS)), base=base))
    reports = [item for item in found.values() if item.document_type == "report" and item.actor == "a"]
    assert [(item.occurrence, item.due, item.obligations) for item in reports] == [("2024", None, ("status",))]


def test_a_later_letter_may_set_another_end(tmp_path: Path) -> None:
    first = supplement(end("2024-06-01", *BOTH_REPORTS))
    place = PLACE.replace("document: supplement", "document: later")
    second = supplement(end("2024-09-01", *BOTH_REPORTS, place=place), id_="t2", name="later", day="2024-06-10")
    found = owed(sum_of(tmp_path, second, first, base=dated()))
    assert {item.occurrence for item in found.values() if item.document_type == "report"} == {"followup-2024-1"}


def test_actors_whose_earlier_places_differ_are_shown_their_own(tmp_path: Path) -> None:
    base = (
        dated()
        .replace(
            '      - {document: mandate, section: "6", lines: [10, 12]}\n',
            '      - {document: mandate, section: "6", lines: [10, 12], actors: [a]}\n'
            '      - {document: letter, section: "6", lines: [13, 14], actors: [b]}\n',
        )
        .replace("actors: [a]\n    addressee", "actors: [both]\n    addressee")
    )
    base = base.replace("delivered_in: [report]\n    actors: [both]", "delivered_in: [plan]\n    actors: [both]")
    base = base.replace(
        "due: {type: before_meeting, series: followup, days: 14}\n    required: [status, deviation]",
        "due: {type: inside}",
    )
    due = "{type: before_meeting, series: followup, days: 7}"
    body = f"replace: {{obligations: {{report-one: {{due: {due}, statements: [{PLACE}]}}}}}}"
    found = owed(sum_of(tmp_path, supplement(body), base=base))
    a, b = found["report.followup-2024-1.a"], found["report.followup-2024-1.b"]
    assert a.due == b.due == dt.date(2024, 9, 2)
    assert [source.lines for source in a.sources] == [(3, 4), (10, 12)] and a.documents == ("mandate", "supplement")
    assert [source.lines for source in b.sources] == [(3, 4), (13, 14)] and b.documents == ("letter", "supplement")


def test_bare_rows_and_whole_deliverables_agree(tmp_path: Path) -> None:
    for day in ("2024-01-01", "2024-08-27", "2024-09-01", "2024-12-31"):
        wheel = sum_of(tmp_path, supplement(end(day, "report-one", "plan", "status")), base=dated())
        whole = {(i.document_type, i.occurrence, i.actor, i.due, i.last_workday) for i in compile_wheel(wheel)}
        assert set(rows(slots(wheel))) == whole


def test_the_proposals_of_2024_are_no_longer_owed_when_the_letter_ends_them(tmp_path: Path) -> None:
    [path] = [path for path in shipped_wheels() if path.stem == "digital-samhandling-2024"]
    [base] = read_wheels([path])
    mandates = [slug for slug, spec in base.obligations.items() if spec.delivered_in == ("followup-report",)]
    text = supplement(end("2024-10-01", "initiative-proposal", *mandates), amends=base.id)
    [wheel] = read_wheels([path, *write(tmp_path, text)])
    before, after = owed(base), owed(wheel)
    assert before.keys() - after.keys() == {"initiative-proposal.2024.nhn"} | {
        f"followup-report.followup-2024-{number}.{actor}" for number in (5, 6) for actor in ("nhn", "hdir")
    }
    assert all(item == before[key] for key, item in after.items())


# --- What must hold of any amendment ---

THIS_YEAR = st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
DUES = st.one_of(
    st.builds(lambda day: {"type": "fixed", "month": day.month, "day": day.day}, THIS_YEAR),
    st.integers(0, 60).map(lambda days: {"type": "before_meeting", "series": "followup", "days": days}),
    st.just({"type": "awaiting", "series": "followup"}),
    st.just({"type": "inside"}),
    st.just({"type": "tertial_end", "days": 30}),
)
ADDED = st.dictionaries(
    st.sampled_from(["x1", "x2", "x3"]),
    st.tuples(
        DUES,
        st.sampled_from([["own"], ["report"], ["own", "report"], ["plan"], ["statement"]]),
        st.sampled_from([["a"], ["a", "b"], ["both"]]),
    ),
    min_size=1,
)
CHANGED = st.dictionaries(
    st.sampled_from(["report-one", "report-letter"]),
    st.integers(0, 60).map(lambda days: {"type": "before_meeting", "series": "followup", "days": days}),
)
ENDED = st.dictionaries(st.sampled_from(["report-one", "report-letter", "plan", "status"]), THIS_YEAR)
EACH = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
NAME = {"nb": "Prøve", "en": "Sample"}


def made(number: int, day: dt.date = dt.date(2024, 5, 2), **parts: object) -> Amendment:
    document = {"title": NAME, "issuer": "hod", "date": day, "maker": "letter"}
    head = {"schema": 1, "id": f"t{number}", "amends": "small-2024", "year": 2024, "title": NAME}
    return Amendment(AmendmentFile.model_validate({**head, "documents": {f"d{number}": document}, **parts}))


def place_in(number: int) -> list[dict[str, object]]:
    return [{"document": f"d{number}", "section": "1", "lines": [1, 1]}]


def addition(number: int, specs: dict[str, tuple[dict[str, object], list[str], list[str]]]) -> dict[str, object]:
    used = {document for _, documents, _ in specs.values() for document in documents}
    types = {"own": {"kind": "other", "title": NAME}} if "own" in used else {}
    return {
        "document_types": types,
        "obligations": {
            slug: {
                "delivered_in": documents,
                "actors": actors,
                "addressee": "hod",
                "due": due,
                "statements": place_in(number),
            }
            for slug, (due, documents, actors) in specs.items()
        },
    }


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> WheelFile:
    return sum_of(tmp_path_factory.mktemp("base"), base=dated())


def without_trail(found: list[Deliverable]) -> list[Deliverable]:
    return [replace(item, documents=(), sources=()) for item in found]


def fits(wheel: WheelFile, *amendments: Amendment) -> bool:
    """Whether they are taken: additions that would give deliverables other keys are not."""
    try:
        amended(wheel, amendments)
    except BadInput as error:
        assert all("nøkkel" in problem.message for problem in error.problems), error
        return False
    return True


@EACH
@given(specs=ADDED)
def test_what_is_added_and_ended_from_the_beginning_leaves_what_was_owed(
    base: WheelFile, specs: dict[str, tuple[dict[str, object], list[str], list[str]]]
) -> None:
    """All but the trail: a document that has gained and lost a demand shows both letters."""
    added = made(1, add=addition(1, specs))
    assume(fits(base, added))
    ended = made(
        2, dt.date(2024, 6, 1), end={slug: {"from": "2000-01-01", "statements": place_in(2)} for slug in specs}
    )
    assert compile_wheel(amended(base, [added])) != compile_wheel(base)
    after = compile_wheel(amended(base, [added, ended]))
    assert without_trail(after) == without_trail(compile_wheel(base))


@EACH
@given(changed=CHANGED, ended=ENDED, specs=ADDED, days=st.permutations([1, 2, 3]))
def test_files_in_any_order_give_one_sum_that_comes_back_from_json(
    base: WheelFile,
    changed: dict[str, dict[str, object]],
    ended: dict[str, dt.date],
    specs: dict[str, tuple[dict[str, object], list[str], list[str]]],
    days: list[int],
) -> None:
    three = [
        made(1, dt.date(2024, 6, days[0]), add=addition(1, specs)),
        made(2, dt.date(2024, 6, days[1]), replace={"obligations": {s: {"due": d, "statements": place_in(2)} for s, d in changed.items()}}),
        made(3, dt.date(2024, 6, days[2]), end={s: {"from": day, "statements": place_in(3)} for s, day in ended.items()}),
    ]  # fmt: skip
    assume(fits(base, three[0]) and fits(base, *three))
    wheel = amended(base, three)
    assert all(amended(base, order) == wheel for order in permutations(three))
    assert WheelFile.model_validate_json(wheel.model_dump_json(by_alias=True)) == wheel
    found = compile_wheel(wheel)
    keys = {item.key for item in compile_wheel(amended(base, three[:1]))}
    assert {item.key for item in found} <= keys, "ends and new dates make no new deliverables"
    assert all(set(item.documents) >= {source.document for source in item.sources} for item in found)
    whole = {(i.document_type, i.occurrence, i.actor, i.due, i.last_workday) for i in found}
    assert set(rows(slots(wheel))) == whole


@EACH
@given(ended=ENDED)
def test_an_end_takes_nothing_that_was_due_before_it(base: WheelFile, ended: dict[str, dt.date]) -> None:
    body = {slug: {"from": day, "statements": place_in(1)} for slug, day in ended.items()}
    after = {item.key: item for item in compile_wheel(amended(base, [made(1, end=body)]))}
    first = min(ended.values(), default=dt.date.max)
    for item in compile_wheel(base):
        if item.due and item.due < first:
            assert after[item.key].obligations == item.obligations and after[item.key].due == item.due
        elif not set(item.obligations) & ended.keys():
            assert after[item.key] == item


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    texts = (
        SMALL,
        supplement(end("2024-06-01", "plan")),
        supplement(end("2024-06-01", "status", place=PLACE.replace("supplement", "n")), id_="t2", name="n"),
    )
    sums = [read_wheels(write(tmp_path, *order)) for order in permutations(texts)]
    assert all(found == sums[0] for found in sums)
    assert len(read_wheel_files(write(tmp_path, *texts)).amendments) == 2
