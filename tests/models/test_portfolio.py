"""Who holds what role on which day, when the night is quiet, which ladder a kind has, and how people are reached."""

import datetime as dt
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from arshjul.models.codes import Kind, Lang
from arshjul.models.portfolio import Channel, LadderSpec, PersonSpec, Portfolio, RolePeriod
from arshjul.models.portfolio_fields import EmailAddress, OneLine, QuietHours
from arshjul.models.portfolio_sources import FolderSource

ADDRESS: TypeAdapter[str] = TypeAdapter(EmailAddress)
LINE: TypeAdapter[str] = TypeAdapter(OneLine)
PEOPLE = ("kari", "ola", "nina", "per", "lise")


def portfolio(**actors: Any) -> Portfolio:
    return Portfolio.model_validate(
        {
            "schema": 1,
            "portfolio": "prove",
            "office": {"name": {"nb": "Kontoret", "en": "The office"}, "email": "kontor@example.org"},
            "people": {name: {"name": name.title(), "email": f"{name}@example.org"} for name in PEOPLE},
            "actors": {name: {"source": {"type": "none"}, **entry} for name, entry in actors.items()},
        }
    )


def held(of: Portfolio, role: str, on: str, kind: Kind | None = None, actor: str = "nhn") -> str | None:
    person = of.holder(actor, role, dt.date.fromisoformat(on), kind)
    return person.id if person else None


@pytest.mark.parametrize(
    ("on", "owner"),
    [
        ("2023-12-31", None),  # the day before anyone begins
        ("2024-01-01", "kari"),  # the first day is included
        ("2024-06-29", "kari"),
        ("2024-06-30", "kari"),  # the last day is included
        ("2024-07-01", "ola"),  # and the successor has the next
        ("2024-08-31", "ola"),
        ("2024-09-01", None),  # nobody in between: nobody is made up
        ("2024-09-30", None),
        ("2024-10-01", "nina"),
        ("9999-12-31", "nina"),  # open at the end
    ],
)
def test_a_role_is_held_from_its_first_day_to_its_last(on: str, owner: str | None) -> None:
    owners = [
        {"person": "kari", "from": "2024-01-01", "to": "2024-06-30"},
        {"person": "ola", "from": dt.date(2024, 7, 1), "to": dt.date(2024, 8, 31)},
        {"person": "nina", "from": "2024-10-01"},
    ]
    for order in (owners, owners[::-1]):
        assert held(portfolio(nhn={"owner": order}), "owner", on) == owner


def test_a_plain_id_holds_its_role_always() -> None:
    of = portfolio(nhn={"owner": "kari", "deputy": ["ola"], "manager": {"person": "nina"}})
    for on in ("0001-01-01", "2024-08-26", "9999-12-31"):
        assert [held(of, role, on) for role in ("owner", "deputy", "manager")] == ["kari", "ola", "nina"]


def test_deputy_and_manager_may_be_missing() -> None:
    of = portfolio(nhn={"owner": "kari"})
    assert held(of, "deputy", "2024-08-26") is None
    assert held(of, "manager", "2024-08-26") is None


def test_a_kind_has_its_own_owner_on_the_days_that_owner_covers() -> None:
    """Outside those days the actor's owner answers: a deliverable is never left without one by an override."""
    budget = {"owner": [{"person": "lise", "from": "2024-03-01", "to": "2024-05-01"}]}
    of = portfolio(nhn={"owner": "kari", "deputy": "ola", "per_kind": {"budget_input": budget}})
    days = ("2024-02-29", "2024-03-01", "2024-05-01", "2024-05-02")
    assert [held(of, "owner", on, Kind.BUDGET_INPUT) for on in days] == ["kari", "lise", "lise", "kari"]
    assert [held(of, "owner", on, Kind.FOLLOWUP_REPORT) for on in days] == ["kari"] * 4
    assert [held(of, "owner", on) for on in days] == ["kari"] * 4
    assert held(of, "deputy", "2024-03-01", Kind.BUDGET_INPUT) == "ola"


def test_a_group_has_its_own_entry_and_no_member_answers_in_its_place() -> None:
    of = portfolio(rhf={"owner": "per"}, **{"helse-vest": {"owner": "kari"}})
    assert held(of, "owner", "2024-10-15", actor="rhf") == "per"
    assert held(portfolio(**{"helse-vest": {"owner": "kari"}}), "owner", "2024-10-15", actor="rhf") is None


def test_an_unknown_role_is_an_error_and_an_unknown_actor_is_nobody() -> None:
    of = portfolio(nhn={"owner": "kari"})
    assert held(of, "owner", "2024-01-01", actor="hod") is None
    with pytest.raises(ValueError, match="boss"):
        of.holder("nhn", "boss", dt.date(2024, 1, 1))


def test_a_person_carries_its_id_and_what_the_file_says() -> None:
    person = portfolio(nhn={"owner": "kari"}).person("kari")
    assert (person.id, person.name, person.email) == ("kari", "Kari", "kari@example.org")
    assert (person.slack_id, person.slack_lookup, person.language) == (None, False, Lang.NB)


@given(st.dates(), st.dates(), st.dates())
def test_holding_a_period_is_lying_between_its_ends(start: dt.date, end: dt.date, on: dt.date) -> None:
    raw = {"person": "kari", "from": start, "to": end}
    if start > end:
        with pytest.raises(ValidationError):
            RolePeriod.model_validate(raw)
    else:
        assert RolePeriod.model_validate(raw).holds(on) == (start <= on <= end)


@pytest.mark.parametrize(
    ("start", "end", "quiet", "loud"),
    [
        ("17:00", "07:00", ["17:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "16:59"]),  # past midnight
        ("00:00", "06:30", ["00:00", "06:29"], ["06:30", "23:59"]),
        ("22:00", "00:00", ["22:00", "23:59"], ["00:00", "21:59"]),  # up to midnight
    ],
)
def test_quiet_hours_include_their_first_minute_and_not_their_last(
    start: str, end: str, quiet: list[str], loud: list[str]
) -> None:
    hours = QuietHours.model_validate({"from": start, "to": end})
    assert [at for at in quiet + loud if hours.holds(dt.time.fromisoformat(at))] == quiet


def test_quiet_hours_are_the_night_unless_told_otherwise() -> None:
    assert (QuietHours().start, QuietHours().end) == (dt.time(17), dt.time(7))


def test_a_kinds_ladder_is_the_offices_with_its_own_numbers_put_in() -> None:
    ladder = LadderSpec.model_validate(
        {"before": [8, 4], "per_kind": {"delivery_plan": {"open_workdays": 30, "overdue_after": None}}}
    )
    plan = ladder.for_kind(Kind.DELIVERY_PLAN)
    assert (plan.open_workdays, plan.before, plan.overdue_after, plan.manager_after) == (30, (8, 4), 1, 3)
    assert ladder.for_kind(Kind.OTHER).model_dump(exclude={"per_kind"}) == ladder.model_dump(exclude={"per_kind"})
    assert plan.per_kind == {}


def test_an_actors_own_channels_go_before_the_portfolios() -> None:
    of = portfolio(nhn={"owner": "kari"}, hdir={"owner": "ola", "channels": ["slack", "email"]})
    assert of.channels_for("nhn") == (Channel.EMAIL,)
    assert of.channels_for("hdir") == (Channel.SLACK, Channel.EMAIL)
    assert of.channels_for("hod") == (Channel.EMAIL,)


def test_a_relative_folder_counts_from_the_portfolios_folder() -> None:
    assert FolderSource(type="folder", path="reports/nhn").under(Path("/p")) == Path("/p/reports/nhn")
    assert FolderSource(type="folder", path="/srv/nhn").under(Path("/p")) == Path("/srv/nhn")


@pytest.mark.parametrize(
    "address",
    [
        "a@b.no",
        "kari.eksempel+rapport@nhn.example.org",
        "o'neil@example.org",
        "x" * 64 + "@example.org",
        "a@xn--rd-yla.no",
    ],
)
def test_ordinary_addresses_are_taken_as_they_are(address: str) -> None:
    assert ADDRESS.validate_python(address) == address


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "a",
            "@b.no",
            "a@",
            "a@b",
            "a@@b.no",
            "a@b@c.no",
            "a b@c.no",
            "a@b c.no",
            "a@b..no",
            ".a@b.no",
            "a.@b.no",
        ),
        *("a@b.no\n", "a@b.no\r\nBcc: c@d.no", "a\x00@b.no", "a\t@b.no", "a@b.no,c@d.no", "a@b.no;c@d.no", "<a@b.no>"),
        *('"a b"@c.no', "a@[127.0.0.1]", "a@-b.no", "kåre@b.no", "a@blåbær.no", "a@b.no\u2028", "a\u202e@b.no"),
        *("x" * 65 + "@example.org", "a@" + "b." * 120 + "no", "a" * 100_000),
    ],
)
def test_an_address_that_is_none_or_two_or_would_break_a_header_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        ADDRESS.validate_python(address)


@given(st.text() | st.from_regex(r"[a-z.]{1,9}[@ \r\n,]{1,2}[a-z.]{1,9}\s?", fullmatch=True))
@example("a@b.no\n")
def test_an_accepted_address_is_one_header_value_and_nothing_more(text: str) -> None:
    try:
        address = ADDRESS.validate_python(text)
    except ValidationError:
        return
    message = EmailMessage()
    message["To"] = address
    assert [found.addr_spec for found in message["To"].addresses] == [address]


@given(st.text())
@example("Kari\x85Eksempel")
@example("Kari\u2028Eksempel")
def test_an_accepted_name_is_one_line(text: str) -> None:
    try:
        name = LINE.validate_python(text)
    except ValidationError:
        return
    assert name.splitlines() == [name]
    assert name.isprintable()
    assert 1 <= len(name) <= 120


@pytest.mark.parametrize("slack_id", ["U0", "u0example", "C0EXAMPLE", "U0EXAMPLE\n", "U" + "0" * 21, "", "<!channel>"])
def test_what_is_no_slack_id_is_refused(slack_id: str) -> None:
    with pytest.raises(ValidationError):
        PersonSpec(name="Kari", email="kari@example.org", slack_id=slack_id)
