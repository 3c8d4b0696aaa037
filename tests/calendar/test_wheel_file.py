"""A wheel file that does not hold together is refused with file, line, place and remedy, all problems at once."""

from pathlib import Path

import pytest
from small_wheel import SMALL

from arshjul.calendar.wheel_file import read_wheel, read_wheels, wheel_paths
from arshjul.models.problems import BadInput, Problem


def problems(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    path = folder / "wheel.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput) as caught:
        read_wheel(path)
    for problem in caught.value.problems:
        assert problem.file == str(path)
    return caught.value.problems


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("type: fixed, month: 9, day: 15", "type: fixed, month: 2, day: 30", "obligations.plan.due", "30.2. finnes ikke"),
        ("series: followup, days: 14}\n    required: [status, risk]", "series: folowup, days: 14}\n    required: [status, risk]", "obligations.report-one.due.series", "followup"),
        ("type: inside", "type: insid", "obligations.status.due.type", "inside"),
        ("actors: [both]", "actors: [bothh]", "obligations.plan.actors", "both"),
        ("delivered_in: [plan, statement]", "delivered_in: [plan, statment]", "obligations.status.delivered_in", "statement"),
        ("required: [tasks]", "required: [taskz]", "obligations.plan.required", "task"),
        ("lines: [30, 30]", "lines: [30, 29]", "obligations.status.statements.0", "baklengs"),
        ("    addressee: hod\n    initiatives: [two]", "    addresse: hod\n    initiatives: [two]", "obligations.status.addresse", "addressee"),
        ("date: 2024-09-09, actors", "date: 2023-09-09, actors", "meetings.followup-2024-1.date", "utenfor 2024"),
        ("members: [a, b]", "members: [a, c]", "actors.both.members", "ikke finnes"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem_with_its_line(tmp_path: Path, old: str, new: str, place: str, says: str) -> None:
    assert SMALL.count(old) == 1
    text = SMALL.replace(old, new)
    found = [problem for problem in problems(tmp_path, text) if problem.place.startswith(place)]
    assert found, problems(tmp_path, text)
    assert any(says in str(problem) for problem in found), found
    assert all(problem.line for problem in found)


ASKED = """
requests:
  - document_type: plan
    actor: both
    initiatives: [one]
    until: 2024-10-01
    may_affect: [a]
    source: {document: elsewhere, title: {nb: Plan, en: Plan}, section: "1", lines: [3, 4]}
"""
PROMISED = ", promised: {months: 2, statement: {document: letter, section: Tabell, lines: [9, 9]}}}\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("document_type: plan", "document_type: plann", "requests.0.document_type", "mente du «plan»?"),
        ("actor: both", "actor: boht", "requests.0.actor", "mente du «both»?"),
        ("initiatives: [one]\n    until", "initiatives: [on]\n    until", "requests.0.initiatives", "mente du «one»?"),
        ("may_affect: [a]", "may_affect: [hodd]", "requests.0.may_affect", "mente du «hod»?"),
        ("months: 2, statement: {document: letter", "months: 2, statement: {document: leter",
         "series.followup.promised.statement.document", "mente du «letter»?"),
    ],
)  # fmt: skip
def test_what_is_asked_for_and_what_is_promised_name_ids_that_exist(
    tmp_path: Path, old: str, new: str, place: str, says: str
) -> None:
    promised = SMALL.replace("definite: {nb: oppfølgingsmøtet, en: the follow-up}}\n",
                             "definite: {nb: oppfølgingsmøtet, en: the follow-up}" + PROMISED)  # fmt: skip
    text = promised + ASKED
    path = tmp_path / "whole.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_wheel(path).requests[0].actor == "both"
    assert text.count(old) == 1
    [problem] = problems(tmp_path, text.replace(old, new))
    assert problem.place.startswith(place)
    assert says in str(problem) and problem.line


def test_two_obligations_with_one_id_are_named_with_the_second_ones_line(tmp_path: Path) -> None:
    text = SMALL.replace("\n  status:\n", "\n  plan:\n")
    [problem] = problems(tmp_path, text)
    assert problem.place == "obligations.plan"
    assert problem.line == text[: text.rindex("\n  plan:\n")].count("\n") + 2


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("actors: [both]", "actors: [nobody]").replace(
        "addressee: hod\n    initiatives: [two]", "addressee: hodd\n    initiatives: [two]"
    )
    places = {problem.place for problem in problems(tmp_path, text)}
    assert {"obligations.plan.actors", "obligations.status.addressee"} <= places


def test_a_rule_on_a_series_without_meetings_is_refused(tmp_path: Path) -> None:
    text = SMALL.replace("series:\n  followup:", "series:\n  empty: {title: {nb: T, en: T}}\n  followup:").replace(
        "due: {type: inside}", "due: {type: awaiting, series: empty}"
    )
    assert any("ingen møter" in str(problem) for problem in problems(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "er tom"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a: [1", "YAML"),
        (b"schema: 2\n", "schema"),
        (b"- 1\n- 2\n", ""),
        (b"a: &x [1]\nb: *x\n", "anker"),
        (b"x" * 6_000_000, "større enn"),
    ],
)
def test_what_is_no_wheel_is_refused(tmp_path: Path, text: bytes, says: str) -> None:
    assert any(says in str(problem) for problem in problems(tmp_path, text))


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="kan ikke leses"):
        read_wheel(tmp_path / "none.yaml")
    with pytest.raises(BadInput, match="inneholder ingen"):
        wheel_paths([tmp_path])


def test_the_same_wheel_from_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(SMALL, encoding="utf-8")
    with pytest.raises(BadInput, match="fra en annen fil"):
        read_wheels([tmp_path])
