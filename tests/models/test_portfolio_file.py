"""Every mistake in a portfolio file is reported at once: file, line, what was expected, the nearest valid value."""

from contextvars import copy_context
from pathlib import Path

import pytest

from arshjul.models.codes import Kind, Lang
from arshjul.models.lang import set_lang
from arshjul.models.portfolio import Portfolio
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.problems import BadInput, Problem

GOOD = """\
schema: 1
portfolio: prove
office:
  name: {nb: Kontoret, en: The office}
  email: kontoret@example.org
  public_address: https://arshjul.example.org/
  quiet_hours: {from: "17:00", to: "07:00"}
  ladder:
    open_workdays: 20
    before: [7, 3]
    per_kind:
      delivery_plan: {open_workdays: 30}
channels:
  order: [email, slack]
  slack: {token: {env: ARSHJUL_SLACK_TOKEN}}
people:
  kari: {name: Kari Eksempel, email: kari@example.org}
  ola: {name: Ola Eksempel, email: ola@example.org, slack_id: U0EXAMPLE}
  nina: {name: Nina Prøve, email: nina@example.org, slack_lookup: true}
actors:
  nhn:
    owner:
      - {person: kari, to: 2024-06-30}
      - {person: ola, from: 2024-07-01}
    deputy: nina
    per_kind:
      budget_input: {owner: nina}
    source: {type: folder, path: reports/nhn}
  ks:
    owner: nina
    source: {type: none}
    channels: [email]
"""
ACTORS = ["nhn", "hdir", "rhf", "ks"]


def read(tmp_path: Path, text: str, kinds: tuple[Kind, ...] = tuple(Kind)) -> Portfolio:
    file = tmp_path / "portfolio.yaml"
    file.write_text(text, encoding="utf-8")
    return read_portfolio(file, ACTORS, kinds)


def problems(tmp_path: Path, text: str, kinds: tuple[Kind, ...] = tuple(Kind)) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text, kinds)
    return caught.value.problems


def changed(*changes: tuple[str, str]) -> str:
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} must stand once in the good file"
        text = text.replace(old, new)
    return text


def test_the_good_file_reads(tmp_path: Path) -> None:
    portfolio = read(tmp_path, GOOD)
    assert portfolio.id == "prove"
    assert portfolio.office.public_address == "https://arshjul.example.org"
    assert portfolio.channels.slack is not None
    assert portfolio.channels.slack.token.env == "ARSHJUL_SLACK_TOKEN"


# what is changed, into what; line, place, and words that the message and the remedy must hold
MISTAKES = [
    ("schema: 1", "schema: 2", 1, "schema", "ukjent verdi: 2", "gyldig: 1"),
    ("portfolio: prove", "portfolio: Prøve", 2, "portfolio", "'Prøve'", "små bokstaver"),
    ("portfolio: prove\n", "", 1, "portfolio", "mangler", "legg til feltet"),
    ("  email: kontoret@example.org\n", "", 3, "office.email", "mangler", "legg til feltet"),
    ("nb: Kontoret, ", "", 4, "office.name.nb", "mangler", ""),
    ("nb: Kontoret", "nb: ''", 4, "office.name.nb", "minst 1 tegn", ""),
    ("nb: Kontoret", "nb: [a]", 4, "office.name.nb", "skal være tekst, fikk en liste", ""),
    ("nb: Kontoret", f"nb: {'x' * 121}", 4, "office.name.nb", "lengre enn 120 tegn", ""),
    ("nb: Kontoret", r'nb: "A\r\nBcc: b@example.org"', 4, "office.name.nb", r"styretegn: 'A\r\nBcc", "linjeskift"),
    ("nb: Kontoret", r'nb: "A\u202Eb"', 4, "office.name.nb", r"styretegn: 'A\u202eb'", ""),
    ("email: kontoret@example.org", "email: kontoret", 5, "office.email", "ikke en e-postadresse", "navn@domene"),
    ("kari@example.org", "kari @example.org", 17, "people.kari.email", "'kari @example.org'", ""),
    ("kari@example.org", r'"kari@example.org\nBcc: a@b.no"', 17, "people.kari.email", r"org\nBcc", ""),
    ("kari@example.org", r'"kari@example.org\n"', 17, "people.kari.email", r"org\n'", ""),
    ("kari@example.org", '"a@b.no,c@d.no"', 17, "people.kari.email", "ikke en e-postadresse", ""),
    ("kari@example.org", "OLA@example.org", 18, "people.ola.email", "'kari' har samme adresse", "én gang"),
    ("https://arshjul", "http://arshjul", 6, "office.public_address", "ikke en ren https-adresse", "https://"),
    ("https://arshjul", "https://u:p@arshjul", 6, "office.public_address", "ikke en ren https-adresse", ""),
    ('"17:00"', '"25:00"', 7, "office.quiet_hours.from", "ikke et klokkeslett: '25:00'", "HH:MM"),
    ('"17:00"', "17", 7, "office.quiet_hours.from", "ikke et klokkeslett: 17", "HH:MM"),
    ('"17:00"', '"07:00"', 7, "office.quiet_hours", "samme tid", "natten"),
    ("quiet_hours:", "quiethours:", 7, "office.quiethours", "ukjent felt", "«quiet_hours»"),
    ("open_workdays: 20", "open_workdays: tjue", 9, "office.ladder.open_workdays", "helt tall, fikk 'tjue'", ""),
    ("open_workdays: 20", "open_workdays: 20.5", 9, "office.ladder.open_workdays", "helt tall, fikk 20.5", ""),
    ("open_workdays: 20", "open_workdays: true", 9, "office.ladder.open_workdays", "helt tall, fikk True", ""),
    ("open_workdays: 20", "open_workdays: 0", 9, "office.ladder.open_workdays", "minst 1, fikk 0", ""),
    ("open_workdays: 20", "open_workdays: 251", 9, "office.ladder.open_workdays", "høyst 250, fikk 251", ""),
    ("open_workdays: 20", "open_workdays: 7", 9, "office.ladder.open_workdays", "7 arbeidsdager er ikke før", "tidligere"),
    ("before: [7, 3]", "before: [3, 7]", 10, "office.ladder.before", "fra flest til færrest dager: 3, 7", "[7, 3]"),
    ("before: [7, 3]", "before: [7, 7]", 10, "office.ladder.before", "fra flest til færrest dager: 7, 7", "[7, 3]"),
    ("before: [7, 3]", "before: 7", 10, "office.ladder.before", "skal være en liste", "[a, b]"),
    ("before: [7, 3]", "before: [7, 3, 1]", 10, "office.ladder.before", "høyst 2 ledd", ""),
    ("delivery_plan:", "delivry_plan:", 12, "office.ladder.per_kind.delivry_plan", "ukjent verdi", "«delivery_plan»"),
    ("{open_workdays: 30}", "{open_workdays: 2}", 12, "office.ladder.per_kind.delivery_plan.open_workdays", "2 arbeidsdager", ""),
    ("[email, slack]", "[email, slakc]", 14, "channels.order.1", "ukjent verdi: 'slakc'", "«slack»"),
    ("[email, slack]", "[email, email]", 14, "channels.order", "samme kanal to ganger", "hver én gang"),
    ("[email, slack]", "[]", 14, "channels.order", "minst 1 ledd, har 0", ""),
    ("{env: ARSHJUL_SLACK_TOKEN}", "xoxb-1-hemmelig", 15, "channels.slack.token", "henvisning", "{env: NAVN}"),
    ("{env: ARSHJUL_SLACK_TOKEN}", "{value: xoxb-1-hemmelig}", 15, "channels.slack.token", "henvisning", "{env: NAVN}"),
    ("env: ARSHJUL_SLACK_TOKEN", "env: xoxb-1-hemmelig", 15, "channels.slack.token.env", "miljøvariabel", "store bokstaver"),
    ("{token: {env: ARSHJUL_SLACK_TOKEN}}", "xoxb-1-hemmelig", 15, "channels.slack", "sett med felter", ""),
    ("  nina: {name", "  Per!: {name: P, email: p@b.no}\n  nina: {name", 19, "people.Per!", "riktig form: 'Per!'", "små bokstaver"),
    ("slack_id: U0EXAMPLE", "slack_id: X0EXAMPLE", 18, "people.ola.slack_id", "'X0EXAMPLE'", "^[UW]"),
    ("slack_id: U0EXAMPLE", r'slack_id: "U0EXAMPLE\n"', 18, "people.ola.slack_id", r"'U0EXAMPLE\n'", "^[UW]"),
    ("slack_lookup: true", "slack_lookup: ja", 19, "people.nina.slack_lookup", "true eller false, fikk 'ja'", ""),
    ("slack_id: U0EXAMPLE", "slack_id: U0EXAMPLE, slack_lookup: true", 18, "people.ola.slack_lookup", "både slack_id og", "den ene"),
    ("slack_lookup: true", "language: no", 19, "people.nina.language", "ukjent verdi: 'no'", "gyldig: nb, en"),
    ("slack_lookup: true", "slack_lokup: true", 19, "people.nina.slack_lokup", "ukjent felt", "«slack_lookup»"),
    ("  nhn:", "  nhm:", 21, "actors.nhm", "ukjent aktør", "«nhn»"),
    ("  nhn:", "  NHN:", 21, "actors.NHN", "riktig form: 'NHN'", "små bokstaver"),
    ("{person: kari, to", "{person: karri, to", 23, "actors.nhn.owner.0.person", "ukjent person: 'karri'", "«kari»"),
    ("deputy: nina", "deputy: ninna", 25, "actors.nhn.deputy", "ukjent person: 'ninna'", "«nina»"),
    ("deputy: nina", "deputy: [nina, ola]", 25, "actors.nhn.deputy.1", "overlapper perioden til 'nina'", "dagen før"),
    ("deputy: nina", "depty: nina", 25, "actors.nhn.depty", "ukjent felt", "«deputy»"),
    ("deputy: nina", "deputy: 7", 25, "actors.nhn.deputy", "person-id eller en liste", "{person: kari"),
    ("{owner: nina}", "{owner: nnina}", 27, "actors.nhn.per_kind.budget_input.owner", "ukjent person", "«nina»"),
    ("{owner: nina}", "{deputy: nina, owner: nina}", 27, "actors.nhn.per_kind.budget_input.deputy", "ukjent felt", "owner"),
    ("budget_input:", "budget_inputs:", 27, "actors.nhn.per_kind.budget_inputs", "ukjent verdi", "«budget_input»"),
    ("to: 2024-06-30", "to: 2024-06-31", 23, "actors.nhn.owner.0.to", "dato som finnes: '2024-06-31'", "ÅÅÅÅ-MM-DD"),
    ("to: 2024-06-30", "to: 20240630", 23, "actors.nhn.owner.0.to", "dato som finnes: 20240630", "ÅÅÅÅ-MM-DD"),
    ("to: 2024-06-30", "to: 2024-06-30 12:00:00", 23, "actors.nhn.owner.0.to", "dato som finnes", "ÅÅÅÅ-MM-DD"),
    ("to: 2024-06-30", "from: 2024-02-01, to: 2024-01-31", 23, "actors.nhn.owner.0.to", "før den begynner", "bytt om"),
    ("to: 2024-06-30", "to: 2024-07-01", 24, "actors.nhn.owner.1.person", "overlapper perioden til 'kari'", "dagen før"),
    (", to: 2024-06-30", "", 24, "actors.nhn.owner.1.person", "overlapper perioden til 'kari'", "dagen før"),
    ("    owner: nina\n    source: {type: none}", "    source: {type: none}", 29, "actors.ks.owner", "mangler", "legg til"),
    ("type: folder, ", "", 28, "actors.nhn.source.type", "mangler", ""),
    ("type: folder, ", "type: foldr, ", 28, "actors.nhn.source.type", "ukjent type: 'foldr'", "«folder»"),
    (", path: reports/nhn", "", 28, "actors.nhn.source.path", "mangler", ""),
    ("path: reports/nhn", "pth: x, path: reports/nhn", 28, "actors.nhn.source.pth", "ukjent felt", "«path»"),
    ("path: reports/nhn", "path: ../nhn", 28, "actors.nhn.source.path", "leder ut av porteføljens mappe", "hele stien"),
    ("path: reports/nhn", "path: a/../../b", 28, "actors.nhn.source.path", "leder ut av porteføljens mappe", "hele stien"),
    ("path: reports/nhn", "path: ~/nhn", 28, "actors.nhn.source.path", "hjemmemappe", "hele stien"),
    ("path: reports/nhn", r'path: "a\0b"', 28, "actors.nhn.source.path", r"styretegn: 'a\x00b'", ""),
    ("source: {type: none}", "source: none", 31, "actors.ks.source", "sett med felter", "nøkkel: verdi"),
    ("deputy: nina", "deputy: nina\n    deputy: nina", 26, "actors.nhn.deputy", "står to ganger", "én gang"),
    ("deputy: nina", "channels: [slack]", 25, "actors.nhn.channels", "når ikke 'kari'", "slack_id"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "place", "what", "remedy"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_gives_exactly_its_problem_with_line_and_remedy(
    tmp_path: Path, old: str, new: str, line: int, place: str, what: str, remedy: str
) -> None:
    found = problems(tmp_path, changed((old, new)))
    assert [(problem.line, problem.place) for problem in found] == [(line, place)], "\n".join(map(str, found))
    assert what in found[0].message
    assert remedy in found[0].remedy
    assert found[0].file.endswith("portfolio.yaml")


def test_many_mistakes_are_all_reported_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    """Wrong shape, wrong reference, impossible date, repeated key and stray path: none hides another."""
    text = changed(
        ("schema: 1", "schema: 3"),
        ("office:", "ofice:"),
        ("before: [7, 3]", "before: [3, 7]"),
        ("[email, slack]", "[epost]"),
        ("{env: ARSHJUL_SLACK_TOKEN}", "xoxb-1-hemmelig"),
        ("ola@example.org", "ola at example.org"),
        ("slack_lookup: true", "slak: 1"),
        ("person: ola", "person: olla"),
        ("to: 2024-06-30", "to: 2024-06-31"),
        ("deputy: nina", "deputy: ninna\n    deputy: nnina"),
        ("path: reports/nhn", "path: ../../etc"),
        ("  ks:", "  kss:"),
        ("type: none", "type: nothing"),
    )
    found = problems(tmp_path, text)
    assert [(problem.line, problem.place) for problem in found] == [
        (1, "schema"),
        (1, "office"),
        (3, "ofice"),
        (14, "channels.order.0"),
        (15, "channels.slack.token"),
        (18, "people.ola.email"),
        (19, "people.nina.slak"),
        (23, "actors.nhn.owner.0.to"),
        (24, "actors.nhn.owner.1.person"),
        (26, "actors.nhn.deputy"),
        (26, "actors.nhn.deputy"),
        (29, "actors.nhn.source.path"),
        (30, "actors.kss"),
        (32, "actors.kss.source.type"),
    ]


def test_a_kind_reports_only_the_ladder_mistakes_it_adds(tmp_path: Path) -> None:
    """The office's own mistake would otherwise come back once for every kind with a ladder of its own."""
    both = changed(("before: [7, 3]", "before: [3, 7]"), ("{open_workdays: 30}", "{open_workdays: 5}"))
    assert [problem.place for problem in problems(tmp_path, both)] == [
        "office.ladder.before",
        "office.ladder.per_kind.delivery_plan.open_workdays",
    ]


@pytest.mark.parametrize(
    "literal",
    [
        "xoxb-1-hemmelig",
        "[xoxb-1-hemmelig]",
        "{token: xoxb-1-hemmelig}",
        "{token: [xoxb-1-hemmelig]}",
        "{token: {env: xoxb-1-hemmelig}}",
        "{token: {env: A, value: xoxb-1-hemmelig}}",
        "{token: {env: A}, pass: xoxb-1-hemmelig}",
    ],
)
def test_a_secret_written_into_the_file_is_refused_and_never_repeated(tmp_path: Path, literal: str) -> None:
    found = problems(tmp_path, changed(("{token: {env: ARSHJUL_SLACK_TOKEN}}", literal)))
    assert "xoxb" not in "".join(map(str, found))


def test_without_known_actors_any_id_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "portfolio.yaml"
    file.write_text(changed(("  ks:", "  nytt-helseforetak:")), encoding="utf-8")
    assert "nytt-helseforetak" in read_portfolio(file).actors


def test_kinds_that_are_not_in_use_are_refused_where_the_used_ones_are_given(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD, (Kind.FOLLOWUP_REPORT, Kind.BUDGET_INPUT))
    assert [(problem.line, problem.place) for problem in found] == [(12, "office.ladder.per_kind.delivery_plan")]
    assert "followup_report" in found[0].remedy


def test_an_absolute_folder_is_allowed_and_a_detour_that_stays_inside_too(tmp_path: Path) -> None:
    read(tmp_path, changed(("path: reports/nhn", "path: /srv/reports/nhn")))
    read(tmp_path, changed(("path: reports/nhn", "path: a/../reports/..x")))


def test_a_clock_time_needs_no_quotes(tmp_path: Path) -> None:
    """YAML 1.1 counts an unquoted 17:00 in base sixty, as the number 1020."""
    portfolio = read(tmp_path, changed(('from: "17:00"', "from: 17:00")))
    assert portfolio.office.quiet_hours.start.hour == 17


def test_a_role_that_is_left_blank_is_held_by_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, changed(("deputy: nina", "deputy:"))).actors["nhn"].deputy == ()


def test_periods_may_meet_without_overlapping(tmp_path: Path) -> None:
    """A hand-over has the last day of one on the day before the first of the other, whatever order they stand in."""
    swapped = """    owner:
      - {person: ola, from: 2024-07-01}
      - {person: kari, to: 2024-06-30}
"""
    start, end = GOOD.index("    owner:\n"), GOOD.index("    deputy")
    read(tmp_path, GOOD[:start] + swapped + GOOD[end:])


def test_a_period_inside_another_overlaps_although_a_third_stands_between(tmp_path: Path) -> None:
    """The first lasts the whole year: comparing neighbours only would miss the last one."""
    owners = """    owner:
      - {person: kari, from: 2024-01-01, to: 2024-12-31}
      - {person: ola, from: 2024-02-01, to: 2024-02-28}
      - {person: nina, from: 2024-06-01, to: 2024-06-30}
"""
    start, end = GOOD.index("    owner:\n"), GOOD.index("    deputy")
    found = problems(tmp_path, GOOD[:start] + owners + GOOD[end:])
    assert [(problem.line, problem.place) for problem in found] == [
        (24, "actors.nhn.owner.1.person"),
        (25, "actors.nhn.owner.2.person"),
    ]


def test_english_readers_get_english(tmp_path: Path) -> None:
    def in_english() -> str:
        set_lang(Lang.EN)
        return "\n".join(
            map(str, problems(tmp_path, changed(("deputy: nina", "deputy: ninna"), ("schema: 1", "skema: 1"))))
        )

    words = copy_context().run(in_english)
    assert "refers to an unknown person: 'ninna' (did you mean «nina»?)" in words
    assert "schema: is missing (add the field)" in words
    assert "skema: is an unknown field (did you mean «schema»?)" in words


def test_what_is_no_mapping_at_all_is_one_clear_problem(tmp_path: Path) -> None:
    for text in ("bare tekst", "[1, 2]", "42", "null"):
        found = problems(tmp_path, text)
        assert len(found) == 1
        assert (found[0].line, found[0].message) == (1, "skal være et sett med felter")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"borte\.yaml: kan ikke leses"):
        read_portfolio(tmp_path / "borte.yaml")
