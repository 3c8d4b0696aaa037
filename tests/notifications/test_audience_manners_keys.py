"""Whom a rung concerns, when anything may go out, and the keys that keep it from going out twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arshjul.models.codes import Step
from arshjul.models.moment import OSLO
from arshjul.notifications.audience import Role, audience, recipients
from arshjul.notifications.keys import file_stem, message_id, message_key, notice_key
from arshjul.notifications.manners import may_send

NIGHT = (time(20, 0), time(7, 0))
KEY = "digital-samhandling-2024.followup-report.followup-2024-4.nhn"


@pytest.mark.parametrize("step", [Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE, Step.LAST_DAY, Step.GAPS])
def test_the_owner_hears_first_and_alone(step):
    assert audience(step) == (Role.OWNER,)


def test_the_deputy_hears_when_it_is_overdue_and_the_manager_last():
    assert audience(Step.OVERDUE) == (Role.OWNER, Role.DEPUTY)
    assert audience(Step.MANAGER) == (Role.MANAGER,)


def test_a_deputy_steps_in_for_a_vacant_owner_and_is_told_once():
    assert recipients(Step.INVITATION, {Role.DEPUTY: "ola"}) == [(Role.DEPUTY, "ola")]
    assert recipients(Step.OVERDUE, {Role.DEPUTY: "ola"}) == [(Role.DEPUTY, "ola")]


def test_one_person_in_two_roles_is_told_once():
    assert recipients(Step.OVERDUE, {Role.OWNER: "kari", Role.DEPUTY: "kari"}) == [(Role.OWNER, "kari")]


def test_nobody_stands_in_for_a_manager():
    assert recipients(Step.MANAGER, {Role.OWNER: "kari", Role.DEPUTY: "ola"}) == []


@pytest.mark.parametrize(
    ("clock", "allowed"),
    [("06:59:59", False), ("07:00:00", True), ("19:59:59", True), ("20:00:00", False), ("00:00:00", False)],
)
def test_quiet_hours_over_midnight_on_both_sides_of_each_boundary(clock, allowed):
    now = datetime.fromisoformat(f"2024-08-27T{clock}").replace(tzinfo=OSLO)
    assert may_send(now, NIGHT) is allowed


def test_quiet_hours_within_a_day():
    lunch = (time(11, 0), time(12, 0))
    assert not may_send(datetime(2024, 8, 27, 11, 30, tzinfo=OSLO), lunch)
    assert may_send(datetime(2024, 8, 27, 12, 0, tzinfo=OSLO), lunch)


def test_equal_ends_mean_no_quiet_hours():
    assert may_send(datetime(2024, 8, 27, 3, 0, tzinfo=OSLO), (time(0), time(0)))


def test_the_wall_clock_in_oslo_counts_whatever_zone_the_instant_is_written_in():
    # 05:30 UTC is 07:30 in Oslo in summer and 06:30 in winter.
    assert may_send(datetime(2024, 8, 27, 5, 30, tzinfo=UTC), NIGHT)
    assert not may_send(datetime(2024, 11, 27, 5, 30, tzinfo=UTC), NIGHT)


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 8, 24),  # a Saturday
        date(2024, 9, 15),  # a Sunday
        date(2024, 3, 28),  # Maundy Thursday
        date(2024, 5, 1),  # 1 May
        date(2024, 5, 17),  # Constitution Day
        date(2024, 5, 9),  # Ascension Day
        date(2024, 12, 26),  # second day of Christmas
    ],
)
def test_weekends_and_norwegian_holidays_are_left_in_peace(day):
    assert not may_send(datetime.combine(day, time(12), OSLO), NIGHT)


def test_christmas_eve_is_an_ordinary_working_day_by_law():
    assert may_send(datetime(2024, 12, 24, 12, tzinfo=OSLO), NIGHT)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        may_send(datetime(2024, 8, 27, 12, tzinfo=OSLO).replace(tzinfo=None), NIGHT)


def test_keys_are_built_of_ids_and_iso_dates():
    assert notice_key(KEY, 2, Step.WEEK_BEFORE, 17) == f"notice/{KEY}/2/before_7/17"
    key = message_key("digital-samhandling", 17, "email", date(2024, 8, 27), 1)
    assert key == "message/digital-samhandling/17/email/2024-08-27/1"


@pytest.mark.parametrize("part", ["", "a/b", "a\nb", "Kari Nordmann", "å", "-a", "a" * 300, "../x"])
def test_what_is_no_stable_id_makes_no_key(part):
    with pytest.raises(ValueError, match="ids in"):
        notice_key(part, 1, Step.GAPS, 1)
    with pytest.raises(ValueError, match="ids in"):
        message_key("p", part, "email", date(2024, 8, 27), 1)


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?", fullmatch=True),
            st.integers(1, 30),
            st.sampled_from(["email", "slack"]),
            st.dates(date(2024, 1, 1), date(2024, 1, 9)),
            st.integers(1, 3),
        ),
        unique=True,
        min_size=2,
        max_size=12,
    )
)
def test_different_messages_have_different_keys_names_and_message_ids(parts):
    keys = [message_key(*part) for part in parts]
    assert len(set(keys)) == len(keys)
    assert len({file_stem(key, part[3]) for key, part in zip(keys, parts, strict=True)}) == len(keys)
    assert len({message_id(key, "example.no") for key in keys}) == len(keys)


@given(st.text(max_size=3000), st.dates())
def test_a_file_name_is_harmless_whatever_the_key(key, day):
    stem = file_stem(key, day)
    assert len(stem) <= 120
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert stem.startswith(day.isoformat())
    assert stem == file_stem(key, day)


@given(st.text(max_size=300))
def test_a_message_id_is_well_formed_whatever_the_senders_domain(domain):
    made = message_id("message/p/1/email/2024-08-27/1", domain)
    assert made.startswith("<") and made.endswith(">") and made.count("@") == 1
    assert made.isascii() and made.isprintable() and " " not in made and len(made) < 260


def test_a_file_name_can_be_read():
    day = date(2024, 8, 27)
    stem = file_stem(message_key("digital-samhandling", 17, "email", day, 1), day)
    assert stem.startswith("2024-08-27-digital-samhandling-17-email-1-")
    other = day + timedelta(days=1)
    assert stem != file_stem(message_key("digital-samhandling", 17, "email", other, 1), other)
