"""A supplementary letter adds to a wheel and replaces parts of it; the sum says which documents shaped what."""

import datetime as dt
from pathlib import Path

import pytest
from small_supplement import PLACE, owed, sum_of, supplement, write
from small_wheel import SMALL

from arshjul.calendar.amend import amended, in_force
from arshjul.calendar.amend_alone import Amendment
from arshjul.calendar.compile import conflicts, meetings
from arshjul.calendar.wheel_file import read_wheel, read_wheel_files, read_wheels, shipped_wheels
from arshjul.models.amendment import AmendmentFile
from arshjul.models.codes import Basis
from arshjul.models.problems import BadInput, Problem
from arshjul.models.wheelfile import WheelFile

NEW_REPORT = f"""
add:
  document_types:
    extra: {{kind: other, title: {{nb: Notat, en: Note}}}}
  obligations:
    extra:
      delivered_in: [extra]
      actors: [a]
      addressee: hod
      initiatives: [one]
      due: {{type: fixed, month: 10, day: 1}}
      required: [status]
      statements: [{PLACE}]
"""
NEW_DATE = f"""
replace:
  obligations:
    plan: {{due: {{type: fixed, month: 10, day: 1}}, statements: [{PLACE}]}}
"""
MOVED = f"""
replace:
  meetings:
    followup-2024-1: {{date: 2024-09-17, statements: [{PLACE}]}}
"""


def refused(folder: Path, *texts: str) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        read_wheels(write(folder, *texts))
    return caught.value.problems


def amendment(text: str, folder: Path) -> Amendment:
    [found] = read_wheel_files(write(folder, text)).amendments
    return found


# --- What is added ---


def test_what_is_added_is_owed_beside_what_was_owed_before(tmp_path: Path) -> None:
    before, after = owed(sum_of(tmp_path)), owed(sum_of(tmp_path, supplement(NEW_REPORT)))
    new = after.pop("extra.2024.a")
    assert (new.due, new.documents, new.wheel) == (dt.date(2024, 10, 1), ("supplement",), "small-2024")
    assert after == before, "nothing else has changed"


def test_an_obligation_added_to_a_document_is_one_of_its_demands(tmp_path: Path) -> None:
    body = NEW_REPORT.replace("delivered_in: [extra]", "delivered_in: [plan]").replace("actors: [a]", "actors: [both]")
    body = body.replace("required: [status]", "required: [economy]").replace("month: 10, day: 1", "month: 9, day: 15")
    body = "add:\n" + body[body.index("  obligations:") :]
    plan = owed(sum_of(tmp_path, supplement(body)))["plan.2024.both"]
    assert plan.required["one"] == ("economy", "tasks")
    assert plan.obligations == ("plan", "status", "extra")
    assert plan.documents == ("letter", "mandate", "supplement")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("{type: fixed, month: 10, day: 1}", "{type: with_meeting, series: followup}", "statement.2024.a"),
        ("actors: [a]", "actors: [both]", "statement.2024.a"),
    ],
)
def test_an_addition_that_would_give_a_deliverable_another_key_is_refused(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    body = NEW_REPORT[NEW_REPORT.index("  obligations:") :].replace("[extra]", "[statement]").replace(old, new)
    [problem] = refused(tmp_path, SMALL, supplement("add:\n" + body))
    assert problem.place == "add.obligations.extra.delivered_in" and key in problem.message


def test_an_added_meeting_brings_its_reports_and_they_name_the_letter(tmp_path: Path) -> None:
    body = "add:\n  meetings:\n    followup-2024-3: {series: followup, date: 2024-11-04, actors: [a, b]}\n"
    found = owed(sum_of(tmp_path, supplement(body)))
    assert found["report.followup-2024-3.b"].due == dt.date(2024, 10, 21)
    assert found["report.followup-2024-3.b"].documents == ("mandate", "supplement")
    assert found["report.followup-2024-1.b"].documents == ("mandate",)


def test_a_conflict_that_the_letter_settles_is_decided_and_shows_the_letter(tmp_path: Path) -> None:
    body = """
add:
  decisions:
    - {document_type: plan, actor: both, in_force: 2024-09-15, by: Departementet, decided: 2024-05-02, reference: 24/7}
"""
    wheel = sum_of(tmp_path, supplement(body))
    plan = owed(wheel)["plan.2024.both"]
    assert not plan.disputed and plan.due == dt.date(2024, 9, 15)
    assert plan.documents == ("letter", "mandate", "supplement")
    [again] = refused(
        tmp_path, SMALL, supplement(body), supplement(body, id_="tillegg-2", name="other", day="2024-06-01")
    )
    assert "24/7" in again.message and again.place == "add.decisions.0"


# --- What is replaced ---


def test_a_new_date_takes_the_place_of_the_old_ones_whose_places_are_kept_as_sources(tmp_path: Path) -> None:
    wheel = sum_of(tmp_path, supplement(NEW_DATE))
    before, after = owed(sum_of(tmp_path)), owed(wheel)
    plan = after.pop("plan.2024.both")
    assert (plan.due, plan.latest, plan.disputed) == (dt.date(2024, 10, 1), dt.date(2024, 10, 1), False)
    assert [source.document for source in plan.sources] == ["supplement", "mandate", "mandate", "letter"]
    assert [(stated.source.document, stated.due) for stated in plan.stated] == [("supplement", dt.date(2024, 10, 1))]
    assert plan.documents == ("letter", "mandate", "supplement")
    assert plan.required == before["plan.2024.both"].required
    assert not conflicts(wheel, [plan])
    del before["plan.2024.both"]
    assert after == before, "nothing else has changed"


def test_a_place_without_a_new_date_for_all_is_one_more_statement_and_may_contradict(tmp_path: Path) -> None:
    place = PLACE.replace("lines: [3, 4]", "lines: [3, 4], due: {type: fixed, month: 10, day: 1}")
    plan = owed(sum_of(tmp_path, supplement(f"replace: {{obligations: {{plan: {{statements: [{place}]}}}}}}")))
    assert {stated.due for stated in plan["plan.2024.both"].stated} == {
        dt.date(2024, 8, 31),
        dt.date(2024, 9, 15),
        dt.date(2024, 10, 1),
    }
    assert plan["plan.2024.both"].disputed


def test_new_content_is_demanded_by_the_new_place_and_the_date_still_by_the_old(tmp_path: Path) -> None:
    body = f"replace: {{obligations: {{report-one: {{required: [economy], statements: [{PLACE}]}}}}}}"
    item = owed(sum_of(tmp_path, supplement(body)))["report.followup-2024-1.b"]
    assert item.required == {"one": ("economy",)}
    assert [(demand.source.document, demand.maker) for demand in item.demands] == [("supplement", "letter")]
    assert item.due == dt.date(2024, 8, 26)
    assert [source.document for source in item.sources] == ["supplement", "mandate"]


def test_when_fewer_are_concerned_only_their_places_are_kept(tmp_path: Path) -> None:
    base = SMALL.replace(
        '      - {document: mandate, section: "6", lines: [10, 12]}\n',
        '      - {document: mandate, section: "6", lines: [10, 12], actors: [a]}\n'
        '      - {document: mandate, section: "6", lines: [13, 14], actors: [b]}\n',
    )
    body = f"replace: {{obligations: {{report-one: {{actors: [b], statements: [{PLACE}]}}}}}}"
    found = owed(sum_of(tmp_path, supplement(body), base=base))
    assert [source.lines for source in found["report.followup-2024-1.b"].sources] == [(3, 4), (13, 14)]
    assert found["report.followup-2024-1.a"].obligations == ("report-letter",)


def test_a_moved_meeting_moves_its_reports_and_shows_who_says_so(tmp_path: Path) -> None:
    wheel = sum_of(tmp_path, supplement(MOVED))
    before, after = owed(sum_of(tmp_path)), owed(wheel)
    assert {key for key, item in after.items() if item != before[key]} == {
        "report.followup-2024-1.a",
        "report.followup-2024-1.b",
    }
    item = after["report.followup-2024-1.b"]
    assert (item.due, item.documents) == (dt.date(2024, 9, 3), ("mandate", "supplement"))
    assert [source.document for source in item.sources] == ["mandate", "supplement"]
    assert [source.document for source in meetings(wheel)[0].sources] == ["supplement"]


def test_a_date_taken_back_leaves_the_meeting_undated_and_a_field_left_out_leaves_it_alone(tmp_path: Path) -> None:
    undated = sum_of(tmp_path, supplement(MOVED.replace("date: 2024-09-17", "date: null")))
    assert owed(undated)["report.followup-2024-1.b"].due is None
    timed = sum_of(tmp_path, supplement(MOVED.replace("date: 2024-09-17", 'time: "10:00"')))
    assert timed.meetings["followup-2024-1"].date == dt.date(2024, 9, 9)
    assert timed.meetings["followup-2024-1"].time == dt.time(10)


def test_an_event_that_gets_its_date_dates_what_hangs_on_it(tmp_path: Path) -> None:
    base = SMALL.replace("due: {type: inside}", "due: {type: after_event, event: end, days: 60}")
    body = f"replace: {{events: {{end: {{date: 2024-06-30, statements: [{PLACE}]}}}}}}"
    item = owed(sum_of(tmp_path, supplement(body), base=base))["statement.2024.a"]
    assert (item.due, item.documents) == (dt.date(2024, 8, 29), ("mandate", "supplement"))


def test_a_document_type_gets_a_new_title_and_keeps_its_key(tmp_path: Path) -> None:
    body = f"replace: {{document_types: {{report: {{title: {{nb: Melding, en: Note}}, statements: [{PLACE}]}}}}}}"
    item = owed(sum_of(tmp_path, supplement(body)))["report.followup-2024-1.b"]
    assert (item.title.nb, item.documents) == ("Melding", ("mandate", "supplement"))


# --- Several, and their order ---


def test_the_later_letter_has_the_last_word_whatever_the_order_of_files(tmp_path: Path) -> None:
    first = supplement(NEW_DATE)
    later = NEW_DATE.replace("month: 10, day: 1", "month: 11, day: 1").replace(
        "document: supplement", "document: later"
    )
    second = supplement(later, id_="a-tillegg", name="later", day="2024-06-01")
    found = read_wheels(write(tmp_path, SMALL, first, second))
    assert (
        found
        == read_wheels(write(tmp_path, second, SMALL, first))
        == read_wheels(write(tmp_path, second, first, SMALL))
    )
    plan = owed(found[0])["plan.2024.both"]
    assert plan.due == dt.date(2024, 11, 1)
    assert plan.documents == ("letter", "mandate", "supplement", "later")
    assert [change.amendment for change in found[0].history] == ["tillegg", "a-tillegg"]


def test_two_of_one_day_apply_by_id(tmp_path: Path) -> None:
    later = NEW_DATE.replace("month: 10, day: 1", "month: 11, day: 1").replace(
        "document: supplement", "document: later"
    )
    found = sum_of(tmp_path, supplement(later, id_="z", name="later"), supplement(NEW_DATE, id_="b"))
    assert owed(found)["plan.2024.both"].due == dt.date(2024, 11, 1)


def test_an_amendment_may_change_what_an_earlier_one_added(tmp_path: Path) -> None:
    body = NEW_DATE.replace("    plan:", "    extra:").replace("document: supplement", "document: later")
    later = supplement(body, id_="tillegg-2", name="later", day="2024-06-01")
    item = owed(sum_of(tmp_path, later, supplement(NEW_REPORT)))["extra.2024.a"]
    assert item.documents == ("supplement", "later")


def test_nothing_added_is_the_wheel_itself(tmp_path: Path) -> None:
    base = sum_of(tmp_path)
    assert amended(base, []) == base
    empty = sum_of(tmp_path, supplement())
    assert owed(empty) == owed(base) and not empty.history


# --- Stored and read back ---


@pytest.mark.parametrize(
    "body",
    [
        NEW_REPORT,
        NEW_DATE,
        MOVED,
        MOVED.replace("date: 2024-09-17", "date: null"),
        f"end: {{plan: {{from: 2024-06-01, statements: [{PLACE}]}}}}",
    ],
)
def test_an_amendment_and_a_sum_come_back_from_json_as_they_were(tmp_path: Path, body: str) -> None:
    read = amendment(supplement(body), tmp_path)
    text = read.file.model_dump_json(by_alias=True)
    back = AmendmentFile.model_validate_json(text)
    assert back == read.file and back.model_dump_json(by_alias=True) == text
    base = sum_of(tmp_path)
    found = amended(base, [read])
    assert amended(base, [Amendment(back)]) == found
    assert WheelFile.model_validate_json(found.model_dump_json(by_alias=True)) == found


def test_a_wheel_without_amendments_is_stored_as_before(tmp_path: Path) -> None:
    text = sum_of(tmp_path).model_dump_json(by_alias=True)
    assert '"history"' not in text and '"ended"' not in text


# --- What is refused ---


@pytest.mark.parametrize(
    ("body", "place", "says"),
    [
        (NEW_REPORT.replace("    extra:\n", "    plan:\n"), "add.obligations.plan", "finnes fra før"),
        (NEW_REPORT.replace("addressee: hod", "addressee: hodd"), "add.obligations.extra.addressee", "«hod»"),
        (NEW_REPORT.replace("kind: other", "kind: othr"), "add.document_types.extra.kind", "«other»"),
        (NEW_REPORT.replace("add:", "ad:"), "ad", "«add»"),
        (NEW_DATE.replace("plan:", "pla:"), "replace.obligations.pla", "«plan»"),
        (NEW_DATE.replace("due:", "du:"), "replace.obligations.plan.du", "«due»"),
        (NEW_DATE.replace("document: supplement", "document: letter"), "replace.obligations.plan.statements.0.document", "supplement"),
        (NEW_DATE.replace("day: 1}", "day: 32}"), "replace.obligations.plan.due.day", "31"),
        (NEW_DATE.replace("{type: fixed, month: 10, day: 1}", "null"), "replace.obligations.plan.due", "kan ikke være tomt"),
        (NEW_DATE.replace("{type: fixed, month: 10, day: 1}", "{type: with_meeting, series: followup}"), "replace.obligations.plan.due", "skifter aldri nøkkel"),
        (NEW_DATE.replace(f", statements: [{PLACE}]", ""), "replace.obligations.plan.statements", "mangler"),
        (NEW_DATE.replace("lines: [3, 4]", "lines: [3, 4], actors: [a]"), "replace.obligations.plan.statements.0.actors", "viser til «a»"),
        (MOVED.replace("date: 2024-09-17", "date: 2025-09-17"), "replace.meetings.followup-2024-1.date", "utenfor 2024"),
        (MOVED.replace("date: 2024-09-17", "series: followup"), "replace.meetings.followup-2024-1.series", "ukjent felt"),
        (f"end: {{pln: {{from: 2024-06-01, statements: [{PLACE}]}}}}", "end.pln", "«plan»"),
        (f"end: {{plan: {{from: 2024-06-31, statements: [{PLACE}]}}}}", "end.plan.from", "dato"),
        (f"replace: {{obligations: {{report-one: {{required: [status, status], statements: [{PLACE}]}}}}}}", "replace.obligations.report-one.required", "to ganger"),
        (f"replace: {{obligations: {{status: {{initiatives: [twoo], statements: [{PLACE}]}}}}}}", "replace.obligations.status.initiatives", "«two»"),
        (f"replace: {{obligations: {{status: {{addressee: a, statements: [{PLACE}]}}}}}}", "replace.obligations.status.addressee", "annen mottaker"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem_with_its_line(tmp_path: Path, body: str, place: str, says: str) -> None:
    text = supplement(body)
    problems = refused(tmp_path, SMALL, text)
    found = [problem for problem in problems if problem.place == place and says in str(problem)]
    assert len(found) == 1, problems
    assert all(problem.file.endswith("1.yaml") and problem.line for problem in problems), problems
    key = place.rsplit(".", 1)[-1]
    if not key.isdigit() and text.count(f"{key}:") == 1:
        assert found[0].line == text[: text.index(f"{key}:")].count("\n") + 1


def test_an_unknown_wheel_a_wrong_year_and_a_known_document_are_told_with_the_line(tmp_path: Path) -> None:
    [unknown] = refused(tmp_path, SMALL, supplement(amends="smal-2024"))
    assert (unknown.place, unknown.line) == ("amends", 4) and "small-2024" in unknown.remedy
    [alone] = refused(tmp_path, supplement())
    assert alone.place == "amends" and "sammen" in alone.remedy
    [year] = refused(tmp_path, SMALL, supplement().replace("year: 2024", "year: 2025"))
    assert (year.place, year.line) == ("year", 5)
    [taken] = refused(tmp_path, SMALL, supplement(name="letter"))
    assert taken.place == "documents.letter" and "finnes fra før" in taken.message


def test_an_amendment_of_an_amendment_is_refused_with_the_wheel_to_name(tmp_path: Path) -> None:
    second = supplement(id_="tillegg-2", amends="tillegg", name="later")
    [problem] = refused(tmp_path, SMALL, supplement(), second)
    assert problem.place == "amends" and "selv et tillegg" in problem.message and "small-2024" in problem.remedy
    with pytest.raises(BadInput, match="selv et tillegg"):
        read_wheel_files(write(tmp_path / "without", supplement(), second))
    [itself] = refused(tmp_path, SMALL, supplement(amends="tillegg"))
    assert "seg selv" in itself.message


def test_a_part_that_no_longer_fits_though_the_amendment_does_not_name_it_is_told_at_its_head(tmp_path: Path) -> None:
    """The document's first obligation gets another addressee, so it is the second one that differs."""
    body = f"replace: {{obligations: {{plan: {{addressee: a, statements: [{PLACE}]}}}}}}"
    [problem] = refused(tmp_path, SMALL, supplement(body))
    assert (problem.place, problem.line) == ("obligations.status.addressee", 4)
    assert problem.file.endswith("1.yaml")


def test_problems_of_several_wheels_and_amendments_are_told_at_once(tmp_path: Path) -> None:
    other = SMALL.replace("id: small-2024", "id: other-2024")
    bad = NEW_DATE.replace("plan:", "pla:")
    problems = refused(
        tmp_path,
        SMALL,
        other,
        supplement(bad),
        supplement(bad, id_="t2", amends="other-2024"),
        supplement(id_="t3", amends="x"),
    )
    assert sorted(Path(problem.file).name for problem in problems) == ["2.yaml", "3.yaml", "4.yaml"]


def test_what_the_program_writes_may_not_be_written_by_hand(tmp_path: Path) -> None:
    ended = SMALL.replace(
        "  plan:\n    delivered_in",
        f"  plan:\n    ended: {{from: 2024-06-01, statements: [{PLACE}]}}\n    delivered_in",
    )
    [problem] = refused(tmp_path, ended)
    assert problem.place == "obligations.plan.ended" and "`end`" in problem.remedy
    change = "{amendment: x, part: meetings, id: y, how: added, documents: [letter]}"
    [problem] = refused(tmp_path, SMALL + f"history: [{change}]\n")
    assert problem.place == "history" and problem.line


def test_one_id_for_a_wheel_and_an_amendment_is_refused(tmp_path: Path) -> None:
    problems = refused(tmp_path, SMALL, supplement(id_="small-2024", amends="x"))
    assert any("fra en annen fil" in problem.message for problem in problems)


def test_an_amendment_alone_is_read_and_waits_for_its_wheel(tmp_path: Path) -> None:
    read = read_wheel_files(write(tmp_path, supplement(NEW_DATE)))
    assert read.bases == [] and [item.file.amends for item in read.amendments] == ["small-2024"]
    base = sum_of(tmp_path / "base")
    assert owed(*in_force([base], read.amendments))["plan.2024.both"].due == dt.date(2024, 10, 1)
    with pytest.raises(BadInput, match="er et tillegg til small-2024"):
        read_wheel(write(tmp_path, supplement())[0])


def test_an_amendment_without_its_file_names_itself(tmp_path: Path) -> None:
    read = amendment(supplement(NEW_DATE.replace("plan:", "pla:")), tmp_path)
    with pytest.raises(BadInput) as caught:
        amended(sum_of(tmp_path / "base"), [Amendment(read.file)])
    [problem] = caught.value.problems
    assert (problem.file, problem.place, problem.line) == ("tillegg", "replace.obligations.pla", None)


def test_a_file_that_only_forgot_which_wheel_it_amends_is_told_so(tmp_path: Path) -> None:
    [problem] = refused(tmp_path, SMALL, supplement(NEW_DATE).replace("amends: small-2024\n", ""))
    assert problem.place == "amends" and "mangler" in problem.message


# --- The shipped wheel with an invented supplement ---

WHEEL_2024 = "digital-samhandling-2024"
INVENTED = f"""
replace:
  obligations:
    tertial-report-701-70: {{due: {{type: before_meeting, series: tertial, days: 10}}, statements: [{PLACE}]}}
    tertial-report-541-22: {{due: {{type: before_meeting, series: tertial, days: 10}}, statements: [{PLACE}]}}
  meetings:
    followup-2024-4: {{date: 2024-09-17, statements: [{PLACE}]}}
    tertial-2024-2: {{date: 2024-11-05, statements: [{PLACE}]}}
"""


def test_the_wheel_of_2024_with_new_tertial_reports_and_moved_meetings(tmp_path: Path) -> None:
    [path] = [path for path in shipped_wheels() if path.stem == WHEEL_2024]
    [base] = read_wheels([path])
    text = supplement(INVENTED, amends=WHEEL_2024)
    [wheel] = read_wheels([path, *write(tmp_path, text)])
    before, after = owed(base), owed(wheel)
    assert before.keys() == after.keys()
    changed = {key: (before[key].due, item.due) for key, item in after.items() if item.due != before[key].due}
    assert changed == {
        "tertial-report.tertial-2024-1.nhn": (None, dt.date(2024, 6, 10)),
        "tertial-report.tertial-2024-2.nhn": (None, dt.date(2024, 10, 26)),
        "followup-report.followup-2024-4.nhn": (dt.date(2024, 8, 26), dt.date(2024, 9, 3)),
        "followup-report.followup-2024-4.hdir": (dt.date(2024, 8, 26), dt.date(2024, 9, 3)),
        "followup-report.followup-2024-5.nhn": (dt.date(2024, 10, 17), dt.date(2024, 10, 22)),
        "followup-report.followup-2024-5.hdir": (dt.date(2024, 10, 17), dt.date(2024, 10, 22)),
    }, "the joint meeting that is part of the tertial one moves with it"
    assert {key for key, item in after.items() if "supplement" in item.documents} == changed.keys()
    assert all(item.documents[-1] == "supplement" for key, item in after.items() if key in changed)
    assert after["followup-report.followup-2024-5.nhn"].basis is Basis.INFERRED
    assert {key for key, item in after.items() if item != before[key]} == changed.keys()


def test_the_example_in_the_decision_can_be_read_with_the_wheel_of_2024(tmp_path: Path) -> None:
    record = Path(__file__).parents[2] / "docs" / "adr" / "0007-supplementary-letters.md"
    example = record.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    [path] = [path for path in shipped_wheels() if path.stem == WHEEL_2024]
    found = owed(*read_wheels([path, *write(tmp_path, example)]))
    assert found["tertial-report.tertial-2024-1.nhn"].due == dt.date(2024, 6, 10)
    assert found["followup-report.followup-2024-7.hdir"].due == dt.date(2024, 12, 2)
