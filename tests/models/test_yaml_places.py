"""YAML is read with the line behind every value, and whatever does not fit is said so that a person can mend it."""

import datetime as dt
from contextvars import copy_context
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from arshjul.models.codes import Kind, Lang
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput, Problem
from arshjul.models.rules import DueRule, Slug
from arshjul.models.schema_words import said
from arshjul.models.yaml_places import MAX_BYTES, decode, parse, read_text, validated


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    amount: Annotated[Decimal, Field(max_digits=12, decimal_places=2)] = Decimal(0)
    due: DueRule | None = None


class Sample(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slug: Slug = "a"
    code: Annotated[str, Field(pattern=r"^[A-Z]+$")] = "A"
    word: Annotated[str, Field(min_length=2, max_length=5)] = "ab"
    number: Annotated[int, Field(ge=1, le=9)] = 1
    small: Annotated[int, Field(gt=0, lt=9)] = 1
    yes: bool = True
    day: dt.date | None = None
    at: dt.time | None = None
    moment: AwareDatetime | None = None
    items: Annotated[list[int], Field(min_length=1, max_length=2)] = [1]
    kind: Kind = Kind.OTHER
    schema_version: Literal[1] = Field(1, alias="schema")
    inner: dict[Slug, Inner] = {}
    either: tuple[Kind, ...] | dict[Slug, tuple[Kind, ...]] = ()
    even: int = 0

    @field_validator("even")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("must be even")
        if value > 10:
            raise said("er for stort", "bruk høyst 10", at=("deeper",))
        return value


def faults(text: str, model: type[BaseModel] = Sample) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        validated(model, parse(text, "f.yaml"))
    return caught.value.problems


def in_english(text: str) -> tuple[Problem, ...]:
    def ask() -> tuple[Problem, ...]:
        set_lang(Lang.EN)
        return faults(text)

    return copy_context().run(ask)


WORDINGS = [
    ("word: 5", "word", "skal være tekst, fikk 5", "must be text, got 5", ""),
    ("word: a", "word", "skal ha minst 2 tegn, fikk 'a'", "needs at least 2 characters, got 'a'", ""),
    ("word: abcdef", "word", "er lengre enn 5 tegn", "is longer than 5 characters", ""),
    ("word:", "word", "skal være tekst, fikk ingenting", "must be text, got nothing", ""),
    ("word: {a: 1}", "word", "skal være tekst, fikk et sett med felter", "must be text, got a set of fields", ""),
    ("code: abc", "code", "har ikke riktig form: 'abc'", "does not have the right form: 'abc'", "^[A-Z]+$"),
    ("slug: Å", "slug", "har ikke riktig form: 'Å'", "does not have the right form: 'Å'", "bindestrek"),
    ("number: ti", "number", "skal være et helt tall, fikk 'ti'", "must be a whole number, got 'ti'", ""),
    ("number: 1.5", "number", "skal være et helt tall, fikk 1.5", "must be a whole number, got 1.5", ""),
    ("number: [1]", "number", "skal være et helt tall, fikk en liste", "must be a whole number, got a list", ""),
    ("number: 0", "number", "skal være minst 1, fikk 0", "must be at least 1, got 0", ""),
    ("number: 10", "number", "skal være høyst 9, fikk 10", "must be at most 9, got 10", ""),
    ("small: 0", "small", "skal være mer enn 0, fikk 0", "must be more than 0, got 0", ""),
    ("small: 9", "small", "skal være mindre enn 9, fikk 9", "must be less than 9, got 9", ""),
    ("yes: kanskje", "yes", "skal være true eller false, fikk 'kanskje'", "must be true or false, got 'kanskje'", ""),
    ("day: i dag", "day", "skal være en dato som finnes, fikk 'i dag'", "must be a date that exists, got 'i dag'", "ÅÅÅÅ"),
    ("day: 2024-02-30", "day", "skal være en dato som finnes, fikk '2024-02-30'", "must be a date that exists, got '2024-02-30'", "ÅÅÅÅ"),
    ("at: nå", "at", "skal være et klokkeslett, fikk 'nå'", "must be a time of day, got 'nå'", "HH:MM"),
    ("moment: nå", "moment", "skal være et tidspunkt, fikk 'nå'", "must be a moment in time, got 'nå'", "+02:00"),
    ("moment: 2024-08-26T12:00:00", "moment", "mangler tidssone: 2024-08-26T12:00:00", "has no time zone: 2024-08-26T12:00:00", "+02:00"),
    ("items: []", "items", "skal ha minst 1 ledd, har 0", "needs at least 1 items, has 0", ""),
    ("items: [1, 2, 3]", "items", "skal ha høyst 2 ledd", "may have 2 items at most", ""),
    ("items: 1", "items", "skal være en liste", "must be a list", "[a, b]"),
    ("kind: othr", "kind", "har en ukjent verdi: 'othr'", "has an unknown value: 'othr'", "«other»"),
    ("schema: 2", "schema", "har en ukjent verdi: 2", "has an unknown value: 2", "gyldig: 1"),
    ("kinds: other", "kinds", "er et ukjent felt", "is an unknown field", "«kind»"),
    ("inner: []", "inner", "skal være et sett med felter", "must be a set of fields", "nøkkel: verdi"),
    ("inner: {a: 1}", "inner.a", "skal være et sett med felter", "must be a set of fields", "nøkkel: verdi"),
    ("inner: {a: {amunt: 1}}", "inner.a.amunt", "er et ukjent felt", "is an unknown field", "«amount»"),
    ("inner: {a: {amount: mye}}", "inner.a.amount", "skal være et tall, fikk 'mye'", "must be a number, got 'mye'", ""),
    ("inner: {a: {amount: 1.234}}", "inner.a.amount", "har flere enn 2 desimaler: 1.234", "has more than 2 decimals: 1.234", ""),
    ("inner: {a: {amount: .nan}}", "inner.a.amount", "skal være et tall, fikk nan", "must be a number, got nan", ""),
    ("inner: {Å: {}}", "inner.Å", "har ikke riktig form: 'Å'", "does not have the right form: 'Å'", "bindestrek"),
    ("inner: {a: {due: {type: fixd}}}", "inner.a.due.type", "er en ukjent type: 'fixd'", "is an unknown type: 'fixd'", "«fixed»"),
    ("inner: {a: {due: {month: 1}}}", "inner.a.due.type", "mangler", "is missing", "legg til feltet"),
    ("inner: {a: {due: {type: fixed, month: 1}}}", "inner.a.due.day", "mangler", "is missing", "legg til feltet"),
    ("inner: {a: {due: {type: fixed, month: 1, day: 1, dag: 1}}}", "inner.a.due.dag", "er et ukjent felt", "is an unknown field", "«day»"),
    ("even: 3", "even", "passer ikke: must be even; fikk 3", "does not fit: must be even; got 3", ""),
    ("even: 12", "even.deeper", "er for stort", "er for stort", "bruk høyst 10"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "nb", "en", "remedy"), WORDINGS, ids=[row[0] for row in WORDINGS])
def test_each_sort_of_mistake_has_its_wording_in_both_languages(
    text: str, place: str, nb: str, en: str, remedy: str
) -> None:
    (norwegian,), (english,) = faults(f"\n\n{text}\n"), in_english(f"\n\n{text}\n")
    assert (norwegian.file, norwegian.line, norwegian.place, norwegian.message) == ("f.yaml", 3, place, nb)
    assert (english.line, english.place, english.message) == (3, place, en)
    assert remedy in norwegian.remedy
    assert bool(norwegian.remedy) == bool(english.remedy)


def test_the_words_for_an_id_belong_to_the_pattern_that_ids_have() -> None:
    """The pattern is written out in two modules; this keeps them one."""
    pattern = str(get_args(Slug)[1].metadata[0].pattern)
    Row: Any = type("Row", (BaseModel,), {"__annotations__": {"id": Annotated[str, Field(pattern=pattern)]}})
    assert "bindestrek" in faults("id: Å", Row)[0].remedy


def test_a_key_that_is_named_like_a_rule_is_still_a_place() -> None:
    """Pydantic puts the chosen member of a union into the place; the file knows nothing of it."""
    found = faults("inner:\n  fixed:\n    due: {type: fixed, month: 13, day: 1}\n")
    assert [(problem.line, problem.place) for problem in found] == [(3, "inner.fixed.due.month")]


def test_both_readings_of_a_union_name_the_place_in_the_file() -> None:
    found = faults("either:\n  a: [othr]\n")
    assert (2, "either.a.0", "mente du «other»?") in [
        (problem.line, problem.place, problem.remedy) for problem in found
    ]


def test_a_list_whose_items_are_wrong_is_not_also_called_too_short() -> None:
    assert [problem.place for problem in faults("items: [a]")] == ["items.0"]


def test_all_mistakes_are_reported_each_with_its_line() -> None:
    found = faults("number: ti\nword: a\nitems:\n  - 1\n  - to\nday: 2024-02-30\nkindd: x\n")
    assert {(problem.line, problem.place) for problem in found} == {
        (1, "number"), (2, "word"), (5, "items.1"), (6, "day"), (7, "kindd"),
    }  # fmt: skip


def test_a_value_in_a_message_is_one_short_line_without_control_characters() -> None:
    long, bell = faults(f"number: '{'9a' * 5000}'"), faults(r'number: "a\r\n\eb\u202ec"')
    assert len(str(long[0])) < 150
    assert bell[0].message == r"skal være et helt tall, fikk 'a\r\n\x1bb\u202ec'"


def test_a_key_in_a_place_is_one_short_line_without_control_characters() -> None:
    assert faults(r'"a\e[2J\r\n": 1')[0].place == r"a\x1b[2J\r\n"
    assert len(faults(f"{'k' * 900}: 1")[0].place) == 80


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17:00", "17:00"),  # YAML 1.1: sixty times seventeen
        ("1:30.5", "1:30.5"),
        ("no", "no"),  # YAML 1.1: false
        ("ON", "ON"),
        ("true", True),
        ("False", False),
        ("'17:00'", "17:00"),
        ("2024-08-26", dt.date(2024, 8, 26)),
        ("2024-02-29", dt.date(2024, 2, 29)),  # a leap year
        ("2023-02-29", "2023-02-29"),  # none, so no date: left for the schema to refuse
        ("2024-04-31", "2024-04-31"),
        ("0000-01-01", "0000-01-01"),  # there was no year nought
        ("2024-01-01 24:00:00", "2024-01-01 24:00:00"),
        ("0x", "0x"),
        ("0b_", "0b_"),
        ("12", 12),
        ("1.5", 1.5),
    ],
)
def test_what_is_no_date_or_number_stays_text(text: str, value: object) -> None:
    found = parse(f"a: {text}", "f").value["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: [1", "a: 1\n\tb: 2", "b: 1\na: !!python/object:os.system x", "b: 1\n---\nb: 2", "a: b: c", "a\nb: 1",
        "a: 1\n  b: 2", "a: 'x", 'a: "\\q"', "a: @x", "a: %x", "a: *x", "- 1\nb: 2", "a: {b: 1", "a: ]", "b: 1\n? [a]\nx",
        "a: `x`", "{a: 1}}", "a: |x\n  y", "%YAML 9\na: 1", "a: &", "a: !<", "a: \"\\u12\"",
    ],
)  # fmt: skip
def test_the_librarys_english_is_not_mixed_into_norwegian(text: str) -> None:
    with pytest.raises(BadInput) as norwegian:
        parse(text, "f")
    said = norwegian.value.problems[0].message
    assert not set(said.split()) & {"found", "expected", "not", "the", "allowed", "here", "while", "is", "did"}
    set_lang(Lang.EN)
    with pytest.raises(BadInput) as english:
        parse(text, "f")
    assert english.value.problems[0].message.startswith("is not valid YAML: ")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: [1", 2, "er ikke gyldig YAML"),
        ("a: 1\n\tb: 2", 2, "er ikke gyldig YAML"),
        ('a: 1\nb: "hei\nc: 2\nd: 3\n', 2, "teksten i anførselstegn som begynner her, er ikke avsluttet"),
        ("a: 1\nb: 'hei\nc: 2\n", 2, "teksten i anførselstegn som begynner her, er ikke avsluttet"),
        ("a: 1\na: 2", 2, "nøkkelen står to ganger"),
        ("a: &x [1]\nb: *x", 2, "peker til en annen verdi med et anker"),
        ("b: 1\n? [a]\n: 1", 2, "har en nøkkel som ikke er tekst"),
        ("b: 1\na: !!python/object:os.system x", 2, "er ikke gyldig YAML"),
        ("b: 1\nå: \x07", 2, "inneholder styretegn"),
        ("b: 1\n---\nb: 2", 2, "er ikke gyldig YAML"),
        ("b: 1\na: " + "[" * 61, 2, "for mange eller for dypt nøstede verdier"),
        ("b: 1\na: " + "[" * 1_000_000, 2, "for mange eller for dypt nøstede verdier"),
        ("# bare en merknad", None, "er tom"),
    ],
)
def test_text_that_cannot_be_read_says_why_and_where(text: str, line: int | None, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse(text, "f")
    (problem,) = caught.value.problems
    assert (problem.line, what in problem.message, bool(problem.remedy)) == (line, True, True), problem


def test_a_key_that_would_grow_without_end_is_refused_before_it_is_written_out() -> None:
    """Thirty anchors, each twice in the next, used as a key: a thousand million parts if anyone printed it."""
    anchors = "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30))
    with pytest.raises(BadInput):
        parse(f"a0: &a0 [x]\n{anchors}\n? [*a29]\n: 1", "f")


def test_repeated_keys_can_be_kept_to_be_reported_with_the_rest() -> None:
    repeated: list[Problem] = []
    located = parse("word: ab\nword: a", "f", repeated)
    assert [(problem.line, problem.place) for problem in repeated] == [(2, "word")]
    assert located.value == {"word": "a"}
    assert located.line(("word",)) == 2  # the one that counts


def test_a_place_that_does_not_exist_has_the_line_of_what_does() -> None:
    located = parse("a:\n  b:\n    - c: 1\n", "f")
    assert [located.line(path) for path in (("a", "b", 0, "c"), ("a", "b", 0, "d"), ("a", "x"), ())] == [3, 3, 1, 1]


@pytest.mark.parametrize(
    ("raw", "line", "what"),
    [
        (b"", None, "er tom"),
        (b" \n\t", None, "er tom"),
        (b"a: 1\nb: \xe5\n", 2, "er ikke UTF-8"),  # a file saved as Latin-1
        (b"x" * (MAX_BYTES + 1), None, "er større enn 5 MB"),
    ],
)
def test_bytes_that_are_no_text_say_why(raw: bytes, line: int | None, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        decode(raw, "f")
    (problem,) = caught.value.problems
    assert (problem.line, problem.message, bool(problem.remedy)) == (line, what, True)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_text(file) == "a: 1"


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="kan ikke leses"):
        read_text(tmp_path)


@given(st.text() | st.text(alphabet="[]{}:,-?&*!|>'\"%@ \n#~<=.019_abx"))
@example("&a [*a]")  # contains itself
@example("!!binary a")
@example("<<: 1")
@example("=")
@example("!!set {a, b}")
@example("!!omap [a: 1]")
@settings(max_examples=300, deadline=None)
def test_any_text_is_values_or_problems(text: str) -> None:
    try:
        located = parse(text, "f")
        validated(Sample, located)
    except BadInput as error:
        assert error.problems and all(str(problem).isprintable() for problem in error.problems)
