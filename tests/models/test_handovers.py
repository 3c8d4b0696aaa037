"""Who answers for what once somebody has taken over: by day, in chains, and back again."""

import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from office import PORTFOLIO

from arshjul.models.codes import Kind
from arshjul.models.handovers import Handed, HandedPortfolio, answers_for, held_from, holdings, in_order, person_named
from arshjul.models.portfolio import Portfolio, Role
from arshjul.models.portfolio_file import read_portfolio

SPRING, SUMMER, AUTUMN = dt.date(2024, 3, 1), dt.date(2024, 6, 1), dt.date(2024, 9, 1)
DAY = dt.timedelta(days=1)


def portfolio(tmp_path: Path, text: str = PORTFOLIO) -> Portfolio:
    path = tmp_path / "portfolio.yaml"
    path.write_text(text, encoding="utf-8")
    return read_portfolio(path)


def owner(found: Portfolio, day: dt.date, kind: Kind | None = None) -> str | None:
    return found.holder_id("nhn", "owner", day, kind)


def test_from_its_day_on_and_not_before(tmp_path: Path) -> None:
    found = HandedPortfolio.of(portfolio(tmp_path), [Handed("kari", "anne", SUMMER)])
    assert [owner(found, day) for day in (SUMMER - DAY, SUMMER, AUTUMN)] == ["kari", "anne", "anne"]
    person = found.holder("nhn", "owner", SUMMER)
    assert person is not None and person.email == "anne@example.org"


def test_every_role_passes_on_and_other_peoples_do_not(tmp_path: Path) -> None:
    text = PORTFOLIO.replace("manager: peder,", "manager: kari, per_kind: {budget_input: {owner: kari}},")
    found = HandedPortfolio.of(portfolio(tmp_path, text), [Handed("kari", "anne", SUMMER)])
    held = {role: found.holder_id("nhn", role.value, SUMMER) for role in Role}
    assert held == {Role.OWNER: "anne", Role.DEPUTY: "nina", Role.MANAGER: "anne"}
    assert owner(found, SUMMER, Kind.BUDGET_INPUT) == "anne"


def test_a_chain_is_followed_to_its_end(tmp_path: Path) -> None:
    chain = [Handed("anne", "synne", AUTUMN), Handed("kari", "anne", SUMMER)]
    found = HandedPortfolio.of(portfolio(tmp_path), chain)
    assert [owner(found, day) for day in (SPRING, SUMMER, AUTUMN)] == ["kari", "anne", "synne"]


def test_who_comes_back_answers_again(tmp_path: Path) -> None:
    found = HandedPortfolio.of(portfolio(tmp_path), [Handed("kari", "anne", SUMMER), Handed("anne", "kari", AUTUMN)])
    assert [owner(found, day) for day in (SPRING, SUMMER, AUTUMN)] == ["kari", "anne", "kari"]


def test_a_role_whose_new_holder_has_left_the_file_is_vacant(tmp_path: Path) -> None:
    found = HandedPortfolio.of(portfolio(tmp_path), [Handed("kari", "somebody", SUMMER)])
    assert found.holder("nhn", "owner", SUMMER) is None


def test_periods_are_cut_where_they_pass_on(tmp_path: Path) -> None:
    text = PORTFOLIO.replace(
        "owner: kari,", "owner: [{person: kari, to: 2024-09-30}, {person: peder, from: 2024-10-01}],"
    )
    found = HandedPortfolio.of(portfolio(tmp_path, text), [Handed("kari", "anne", SUMMER)])
    parts = [
        (one.person, one.start, one.end, one.handed)
        for one in holdings(found)
        if (one.actor, one.role) == ("nhn", Role.OWNER)
    ]
    assert parts == [
        ("kari", None, SUMMER - DAY, False),
        ("anne", SUMMER, dt.date(2024, 9, 30), True),
        ("peder", dt.date(2024, 10, 1), None, False),
    ]
    assert held_from(found, "kari", SUMMER) == []
    assert [one.actor for one in held_from(found, "kari", SUMMER - DAY)] == ["nhn"]


def test_people_are_found_by_id_and_address_in_any_case(tmp_path: Path) -> None:
    found = portfolio(tmp_path)
    for word in ("kari", "KARI", " kari@example.org ", "Kari@Example.org"):
        named = person_named(found, word)
        assert named is not None and named.id == "kari"
    assert person_named(found, "kar") is None


people = st.sampled_from(["kari", "nina", "peder", "anne", "synne"])
handings = st.lists(st.builds(Handed, people, people, st.dates(SPRING, AUTUMN)), max_size=8)


@given(handings, st.dates(SPRING - DAY, AUTUMN + DAY))
def test_what_is_listed_is_what_is_looked_up(tmp_path_factory, handed: list[Handed], day: dt.date) -> None:
    found = HandedPortfolio.of(portfolio(tmp_path_factory.mktemp("p")), handed)
    for role in Role:
        holders = [
            one.person
            for one in holdings(found)
            if (one.actor, one.role) == ("nhn", role)
            and (one.start is None or one.start <= day)
            and (one.end is None or day <= one.end)
        ]
        assert holders == [found.holder_id("nhn", role.value, day)]


@given(handings)
def test_before_the_first_handover_everybody_answers_for_themselves(handed: list[Handed]) -> None:
    assert all(answers_for(one.old, in_order(handed), SPRING - DAY) == one.old for one in handed)
