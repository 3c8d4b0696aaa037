"""A report file is read whole, or refused with every problem: file, line, place, what is wrong and what mends it."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from report_files import ENVELOPE, REPORT, VALUES, changed

from arshjul.models.codes import Content, Lang
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput
from arshjul.reports.reading import MAX_BYTES, read_report
from arshjul.reports.schema import Envelope, Nothing, StatusReport


def as_json(values: Any) -> bytes:
    """As people write it: one value per line."""
    return json.dumps(values, ensure_ascii=False, indent=1).encode()


def line_of(key: str) -> int:
    """The line on which a key of the report stands."""
    return next(no for no, line in enumerate(as_json(REPORT).decode().splitlines(), 1) if f'"{key}":' in line)


SPENT_LINE, PROGRESS_LINE = line_of("spent"), line_of("progress")


def problems(raw: bytes | str, name: str = "nhn.json") -> list[Any]:
    """What the reader finds wrong; every problem names the file and a remedy."""
    with pytest.raises(BadInput) as error:
        read_report(raw.encode() if isinstance(raw, str) else raw, name)
    for problem in error.value.problems:
        assert problem.file and problem.message
        assert str(problem).isprintable()
    return list(error.value.problems)


def the_problem(raw: bytes | str, name: str = "nhn.json") -> Any:
    """The only problem."""
    found = problems(raw, name)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("base", [REPORT, ENVELOPE])
def test_json_and_yaml_say_the_same(base):
    text = yaml.safe_dump(base, allow_unicode=True, sort_keys=False)
    read = read_report(as_json(base), "a.json")
    assert read == read_report(text.encode(), "a.yaml") == read_report(text.encode(), "a.YML")
    assert read == read_report(json.dumps(base).encode(), "a.json")


def test_a_report_becomes_exact_values():
    report = read_report(as_json(REPORT), "nhn.json")
    assert isinstance(report, StatusReport)
    economy = report.initiatives["pps"].economy
    assert not isinstance(economy, Nothing) and economy is not None
    assert (economy.spent, economy.forecast) == (Decimal("0.05"), Decimal(66000000))
    assert report.submitted_at == dt.datetime(2024, 8, 26, 8, tzinfo=dt.UTC)


def test_an_envelope_lists_its_codes_once_in_reading_order():
    envelope = read_report(as_json(ENVELOPE), "nhn.json")
    assert isinstance(envelope, Envelope)
    assert envelope.holds["pll"] == (Content.TASKS, Content.FUND_SPLIT)


@given(st.integers(-(10**17) + 1, 10**17 - 1))
def test_money_survives_to_the_ore(ore):
    amount = Decimal(ore).scaleb(-2)
    report = read_report(as_json(changed("initiatives/pps/economy/carried_over", f"{amount:f}")), "a.json")
    assert report.initiatives["pps"].economy.carried_over == amount  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "money",
    ["67,2 mill", "67,2", "67200000,00", "67 200 000", "1e6", "1.234", "", " 5", "5\n", "٣", "NaN", "Infinity", "0x10", "1_000",
     "1" * 16, 67.2, 67200000.0, True, 10**15, [], {}],
)  # fmt: skip
def test_money_as_text_or_float_is_refused_with_the_way_to_write_it(money):
    problem = the_problem(as_json(changed("initiatives/pps/economy/spent", money)))
    assert problem.place == "initiatives.pps.economy.spent"
    assert problem.line == SPENT_LINE
    assert '"67200000.00"' in problem.remedy


@pytest.mark.parametrize("field", ["allocated", "spent", "forecast"])
@pytest.mark.parametrize("money", ["-0.01", "-67200000.00", -1])
def test_money_that_cannot_be_negative_is_refused_and_what_is_carried_over_may_be(field, money):
    """An overspend is carried over with a minus; nobody has spent less than nothing."""
    problem = the_problem(as_json(changed(f"initiatives/pps/economy/{field}", money)))
    assert (problem.place, problem.message) == (f"initiatives.pps.economy.{field}", "kan ikke være mindre enn null")
    assert problem.line and problem.remedy
    assert read_report(as_json(changed("initiatives/pps/economy/carried_over", money)), "a.json")


def test_an_initiative_stands_once_in_the_list_of_needs():
    """Two rows may be two needs or one told twice: the sum is the sender's to say."""
    rows = [{"initiative": slug, "amount": 1000} for slug in ("pps", "pll", "pps")]
    problem = the_problem(as_json(changed("supplementary_funding", rows)))
    assert (problem.place, problem.message) == ("supplementary_funding.2.initiative", "pps står i rad 1 også")
    assert problem.line


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_an_initiative_that_stands_twice_is_refused(name):
    raw = as_json(REPORT).decode().replace('"pps": {', '"pps": {"progress": "Først."}, "pps": {', 1)
    assert the_problem(raw, name).place == "initiatives.pps"


def test_anchors_that_explode_are_refused_and_not_followed():
    """Nine levels of ten: a billion texts, were they followed."""
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{no}: &a{no} [{', '.join([f'*a{no - 1}'] * 10)}]" for no in range(1, 10)]
    found = problems("\n".join(levels), "a.yaml")
    assert any("anker" in problem.message for problem in found)
    assert len(found) == 90, "each of the nine times ten once, at its place"


def test_a_date_of_an_action_must_exist():
    for due in ("2024-02-30", "1. mars", 20240301, "2024-3-1"):
        problem = the_problem(as_json(changed("initiatives/pps/actions", [{"description": "Ny avtale", "due": due}])))
        assert problem.place == "initiatives.pps.actions.0.due" and "ÅÅÅÅ-MM-DD" in problem.remedy
    text = yaml.safe_dump(changed("initiatives/pps/actions", [{"due": dt.date(2024, 3, 1)}]))
    assert read_report(text.encode(), "a.yaml").initiatives["pps"].actions[0].due == dt.date(2024, 3, 1)


def test_money_as_unquoted_decimal_in_yaml_is_a_float_and_refused():
    problem = the_problem("schema: 1\ntype: status_report\ndeliverable: a.b.c.d\nsubmitted_by: a@b.no\n"
                          "submitted_at: 2024-08-26T10:00:00+02:00\ninitiatives:\n  pps:\n    economy:\n"
                          "      spent: 67200000.00\n", "nhn.yaml")  # fmt: skip
    assert (problem.file, problem.line, problem.place) == ("nhn.yaml", 9, "initiatives.pps.economy.spent")


@pytest.mark.parametrize("written", ["0123", "1_000", "0x1F", "0b11"])
def test_a_number_that_yaml_reads_as_another_is_refused(written):
    """YAML 1.1: 0123 is 83."""
    text = yaml.safe_dump(changed("initiatives/pps/economy/spent", "HERE")).replace("HERE", written)
    assert the_problem(text, "a.yaml").place == "initiatives.pps.economy.spent"


def test_nan_and_infinity_are_no_json():
    raw = as_json(REPORT).decode().replace('"0.05"', "NaN").replace("66000000", "-Infinity")
    assert [(p.line, p.place) for p in problems(raw)] == [
        (SPENT_LINE, "initiatives.pps.economy.spent"),
        (SPENT_LINE + 1, "initiatives.pps.economy.forecast"),
    ]


def test_a_number_too_long_to_read_is_named_with_its_place():
    raw = as_json(REPORT).decode().replace('"0.05"', "9" * 5000)
    assert [(p.line, p.place) for p in problems(raw)] == [(SPENT_LINE, "initiatives.pps.economy.spent")]


def test_a_key_that_stands_twice_is_refused_in_both_formats():
    """The last one would silently win."""
    raw = as_json(REPORT).decode().replace('"spent":', '"allocated": "1.00",\n    "spent":')
    problem = the_problem(raw)
    assert (problem.line, problem.place) == (SPENT_LINE, "initiatives.pps.economy.allocated")
    text = yaml.safe_dump(REPORT).replace("type: status_report", "type: status_report\ntype: status_report")
    assert the_problem(text, "a.yaml").place == "type"


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
@pytest.mark.parametrize(
    "moment",
    ["2024-02-30T10:00:00+01:00", "2024-08-26T10:00:00", "2024-08-26", "2024-08-26 10:00", "i går", "2024-W35-1T10:00:00Z",
     "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", 1724659200],
)  # fmt: skip
def test_a_moment_must_exist_and_have_an_offset(moment, name):
    """30 February, no time zone, a date alone."""
    values = changed("submitted_at", moment)
    text = as_json(values).decode() if name == "a.json" else yaml.safe_dump(values).replace(f"'{moment}'", str(moment))
    problem = the_problem(text, name)
    assert problem.place == "submitted_at" and problem.line
    assert "2024-08-26T12:00:00+02:00" in problem.remedy


@pytest.mark.parametrize("version", [2, 0, "1", 1.0, True, None, [1]])
def test_another_schema_version_is_named_and_nothing_else_is_said(version):
    problem = the_problem(as_json(changed("schema", version) | {"unknown": 1}))
    assert (problem.place, problem.line, problem.remedy) == ("schema", 2, "skriv schema: 1")


def test_another_type_names_the_nearest():
    assert "status_report" in the_problem(as_json(changed("type", "status-report"))).remedy


@pytest.mark.parametrize(("raw", "word"), [(b"", "tom"), (b" \n", "tom"), (b"\xef\xbb\xbf", ""), (b'{"a": "\xe5"}', "UTF-8"),
                                           ("æ".encode("utf-16"), "UTF-8"), (b" " * (MAX_BYTES + 1), "større")])  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_empty_too_large_or_not_utf8(raw, word, name):
    assert word in the_problem(raw, name).message


def test_the_line_of_a_syntax_error_is_told():
    problem = the_problem('{"schema": 1,\n "type": }')
    assert problem.line == 2 and "mangler en verdi" in problem.message


@pytest.mark.parametrize("raw", ["[" * 50 + "]" * 50 + " ", "[" * 51 + "]" * 51, "[" * 500_000, '{"a":' * 300_000])
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_nesting_without_end_is_refused(raw, name):
    assert problems(raw, name)


def test_a_part_nested_fifty_levels_deep_is_refused_where_it_begins():
    deep: Any = "x"
    for _ in range(50):
        deep = {"a": deep}
    problem = the_problem(as_json(changed("initiatives/pps/progress", deep)))
    assert "50" in problem.message and problem.line


@pytest.mark.parametrize("value", [3, True, ["a"], {"tekst": "a"}, "x" * 20_001, "x" * 1_900_000])
def test_a_text_is_text_of_sensible_length(value):
    found = problems(as_json(changed("initiatives/pps/progress", value)))
    assert all(problem.place.startswith("initiatives.pps.progress") and problem.line for problem in found)
    assert all(len(str(problem)) < 400 for problem in found)


_SIGNS = ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"]


@pytest.mark.parametrize(("sign", "ascii_only"), [*((s, a) for s in _SIGNS for a in (True, False)), ("\ud800", True)])
def test_control_characters_and_marks_that_turn_text_are_refused(sign, ascii_only):
    """Written as escapes or as they are; half a surrogate pair can only be written as an escape."""
    values = changed("initiatives/pps/progress", f"a{sign}b")
    problem = the_problem(json.dumps(values, ensure_ascii=ascii_only, indent=1).encode())
    assert (problem.place, problem.line) == ("initiatives.pps.progress", PROGRESS_LINE)


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\u202e"])
def test_control_characters_written_as_escapes_in_yaml_are_refused_too(sign):
    text = json.dumps(changed("initiatives/pps/progress", f"a{sign}b"), indent=1)
    assert "initiatives.pps.progress" in {problem.place for problem in problems(text, "a.yaml")}


def test_every_kind_of_line_end_becomes_a_newline():
    """Windows writes two characters, and Word a vertical tab."""
    report = read_report(as_json(changed("initiatives/pps/progress", "a\r\nb\rc\x0bd\u2028e\tf – «g»")), "a.json")
    assert report.initiatives["pps"].progress == "a\nb\nc\nd\ne\tf – «g»"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "value"),
    [("submitted_by", "a@b.no\r\nBcc: x@y.no"), ("submitted_by", "Kari <a@b.no>"), ("submitted_by", "a@b.no, c@d.no"),
     ("deliverable", "../../etc/passwd"), ("deliverable", "a\nb"), ("deliverable", "x" * 300)],
)  # fmt: skip
def test_what_reaches_headers_and_paths_has_a_narrow_form(path, value):
    assert path in {problem.place for problem in problems(as_json(changed(path, value)))}


@pytest.mark.parametrize(
    "name", ["../plan.pdf", "/etc/passwd", "a\\b.pdf", "C:x.pdf", "..", ".hidden", "", "x" * 201, "a\nb.pdf"]
)
def test_an_envelope_names_a_bare_file(name):
    assert the_problem(as_json(changed("file_name", name, ENVELOPE))).place == "file_name"


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("initiatives/pps/statuss", {}, "initiatives.pps.statuss"),
        ("initiatives/pps/status/light", "grønn", "initiatives.pps.status.light"),
        ("initiatives/pps/risks/0/probability", 6, "initiatives.pps.risks.0.probability"),
        ("initiatives/pps/risks/0/probability", 3.0, "initiatives.pps.risks.0.probability"),
        ("initiatives/pps/risks/0/probability", True, "initiatives.pps.risks.0.probability"),
        ("initiatives/pps/risks", "ingen", "initiatives.pps.risks"),
        (
            "initiatives/pps/deviation",
            {"nothing_to_report": False, "reason": "x"},
            "initiatives.pps.deviation.nothing_to_report",
        ),
        ("initiatives/pps/nothing_to_report", True, "initiatives.pps.nothing_to_report"),
        ("initiatives/general", {}, "initiatives.general"),
        ("initiatives/PPS", {}, "initiatives.PPS"),
        ("initiatives", [], "initiatives"),
        ("reallocations/0/to", "pps", "reallocations.0"),
        ("reallocations/0/amount", 0, "reallocations.0.amount"),
        ("reallocations/0/amount", "-1.00", "reallocations.0.amount"),
        ("supplementary_funding", {"amount": 1}, "supplementary_funding"),
        ("extra", 1, "extra"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(path, value, place):
    problem = the_problem(as_json(changed(path, value)))
    assert problem.place == place and problem.line
    assert problem.message


def test_what_else_is_wrong_with_the_initiatives_is_told_beside_general_that_is_none():
    found = problems(as_json(changed("initiatives/general", {"statuss": {}}) | {"extra": 1}))
    assert [problem.place for problem in found] == ["initiatives.general", "initiatives.general.statuss", "extra"]


@pytest.mark.parametrize(
    ("path", "value", "places"),
    [
        ("progress", {"nothing_to_report": True, "reasn": "x"}, ["progress.reasn"]),
        ("progress", 5, ["progress"]),
        ("status", {"nothing_to_report": True, "light": "green"}, ["status.light"]),
        ("risks", {"nothing_to_report": True, "reason": 1}, ["risks.reason"]),
        ("risks", [{"descripton": "x"}, {"probability": 9}], ["risks.0.descripton", "risks.1.probability"]),
        ("economy", {"spent": "mye", "spnt": 1}, ["economy.spent", "economy.spnt"]),
    ],
)
def test_a_section_is_held_against_the_form_it_has_and_no_other(path, value, places):
    found = problems(as_json(changed(f"initiatives/pps/{path}", value)))
    assert [problem.place for problem in found] == [f"initiatives.pps.{place}" for place in places]


def test_a_slip_in_a_key_names_the_nearest():
    assert "«status»" in the_problem(as_json(changed("initiatives/pps/statuss", {}))).remedy


def test_every_problem_is_told_at_once_in_the_order_of_the_file():
    values = changed("initiatives/pps/economy/spent", 1.5)
    values = changed("initiatives/pps/progress", "a\x07", values)
    values = changed("submitted_at", "2024-02-30T10:00:00Z", values)
    del values["deliverable"]
    raw = as_json(values).decode().replace('"schema": 1', '"schema": 1,\n"schema": 1')
    found = problems(raw)
    assert [problem.place for problem in found] == [
        "deliverable", "schema", "submitted_at", "initiatives.pps.progress", "initiatives.pps.economy.spent",
    ]  # fmt: skip


def test_twenty_thousand_mistakes_are_not_all_told():
    assert len(problems(as_json(REPORT | {f"k{no}": 1 for no in range(20_000)}))) <= 51


def test_people_read_it_in_their_language():
    raw = as_json(changed("submitted_at", "2024-08-26"))
    assert "tidspunkt" in str(the_problem(raw))
    set_lang(Lang.EN)
    assert "moment" in str(the_problem(raw))


@pytest.mark.parametrize("name", ["report.pdf", "report", "", ".json.exe", "a\n.txt"])
def test_other_formats_are_named(name):
    with pytest.raises(BadInput, match="verken arbeidsbok, JSON eller YAML"):
        read_report(as_json(REPORT), name)


def _mangled() -> st.SearchStrategy[bytes]:
    """A good report with a stretch of bytes replaced."""
    good = as_json(REPORT)
    return st.tuples(st.integers(0, len(good)), st.integers(0, 20), st.binary(max_size=12)).map(
        lambda cut: good[: cut[0]] + cut[2] + good[cut[0] + cut[1] :]
    )


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")) | _mangled(),
       st.sampled_from(["a.json", "a.yaml", "a.txt"]))  # fmt: skip
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(raw, name):
    try:
        assert isinstance(read_report(raw, name), StatusReport | Envelope)
    except BadInput as error:
        assert error.problems


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([REPORT, ENVELOPE]), st.dictionaries(st.sampled_from([*REPORT, *ENVELOPE]), VALUES, max_size=3))
def test_any_values_in_any_field_are_read_or_refused_alike_in_both_formats(base, odd):
    values = {**base, **odd}
    results = []
    for raw, name in ((json.dumps(values), "a.json"), (yaml.safe_dump(values, allow_unicode=True), "a.yaml")):
        try:
            results.append(read_report(raw.encode(), name))
        except BadInput:
            results.append(None)
    assert results[0] == results[1]
