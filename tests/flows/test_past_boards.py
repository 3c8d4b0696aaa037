"""Any past board can be shown again as it was, byte for byte, whatever has happened since."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from office import PORTFOLIO, Office, instant, moment
from posts import decide
from seasons import SAID, Day, everything, play, seasons

from arshjul.app.listing import as_csv, as_json
from arshjul.flows import extending, handing_over, moving, registering
from arshjul.flows.board import BOARD_KEYS, BoardRow, board, counted
from arshjul.flows.changing import applied
from arshjul.flows.handing_over import Wish
from arshjul.flows.waiving import Waiver
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.tables_history import SendingChannel
from arshjul.store import outbox, outbox_list

FOURTH = "report.followup-2024-4"
KEYS = (*BOARD_KEYS, "latest", "delivered_on", "meeting_date", "asked_until", "unconfirmed")


def shown(office: Office, when: str, known_at: str | None = None) -> str:
    """The board at an instant, as it goes to programs and with what people see besides."""
    rows = [row.as_row() for row in board(office.at(when), instant(known_at) if known_at else None)]
    return as_json(rows, KEYS) + as_csv(rows, KEYS)


def on(office: Office, when: str, known_at: str | None = None) -> dict[str, BoardRow]:
    """The same by key without the wheel."""
    rows = board(office.at(when), instant(known_at) if known_at else None)
    return {row.key.removeprefix("prove-2024."): row for row in rows}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(season=seasons)
def test_every_evenings_board_is_shown_again_byte_for_byte(
    season: list[Day], tmp_path_factory: pytest.TempPathFactory, new_sqlite: Callable[[], str]
) -> None:
    office = Office(tmp_path_factory.mktemp("season"), new_sqlite())
    then = {evening: (shown(office, evening), counted(board(office.at(evening)))) for evening in play(office, season)}
    for evening, (text, numbers) in then.items():
        assert shown(office, evening, evening) == text
        assert counted(board(office.at(evening), instant(evening))) == numbers
    office.close()


def test_a_season_in_which_everything_happens_on_both_kinds_of_database(office: Office) -> None:
    then = {evening: shown(office, evening) for evening in play(office, everything())}
    kinds = {kind for (kind,) in office.rows("SELECT DISTINCT kind FROM event")}
    assert kinds >= {
        "meeting.moved", "meeting.cancelled", "extension.asked", "extension.granted", "deliverable.waived",
        "conflict.decided", "delivery.registered", "report.judged", "message.sent", "silence.noticed",
    }  # fmt: skip
    assert len(set(then.values())) == len(then), "no two evenings are alike"
    for evening, text in then.items():
        assert shown(office, evening, evening) == text


def test_the_past_reads_in_english_too(file_office: Office) -> None:
    file_office.day("2024-02-05")
    then = shown(file_office, "2024-02-05")
    set_lang(Lang.EN)
    try:
        english = shown(file_office, "2024-02-05")
        file_office.send_in("nhn", "r.json", "report.followup-2024-1.nhn", "2024-02-06")
        file_office.day("2024-02-06")
        assert shown(file_office, "2024-02-05", "2024-02-05") == english != then
    finally:
        set_lang(Lang.NB)


def test_what_was_recorded_a_minute_later_was_not_known(file_office: Office) -> None:
    file_office.day("2024-05-02T08:00")
    move = moving.move("followup-2024-4", dt.date(2024, 9, 17), dt.date(2024, 5, 2), "Kollisjon")
    applied(file_office.at("2024-05-02T10:00"), move)
    due = {at: on(file_office, "2024-05-03", f"2024-05-02T{at}")[f"{FOURTH}.nhn"].due for at in ("09:59", "10:00")}
    assert due == {"09:59": dt.date(2024, 8, 26), "10:00": dt.date(2024, 9, 3)}
    meeting = {at: on(file_office, "2024-05-03", f"2024-05-02T{at}")[f"{FOURTH}.nhn"].meeting_date for at in due}
    assert meeting == {"09:59": dt.date(2024, 9, 9), "10:00": dt.date(2024, 9, 17)}


def test_what_is_cancelled_leaves_todays_board_and_stays_on_those_of_its_time(file_office: Office) -> None:
    file_office.day("2024-05-02T08:00")
    applied(file_office.at("2024-05-02T10:00"), moving.cancel("followup-2024-4", "Avlyst"))
    assert f"{FOURTH}.nhn" not in on(file_office, "2024-05-03")
    assert f"{FOURTH}.nhn" in on(file_office, "2024-05-02T09:00", "2024-05-02T09:00")


def test_what_is_waived_stays_on_the_board(file_office: Office) -> None:
    file_office.day("2024-02-02T08:00")
    waiver = Waiver(file_office.at("2024-02-02T10:00"), "prove-2024.budget.2024.nhn", why="Utgår")
    applied(file_office.at("2024-02-02T10:00"), waiver)
    after = on(file_office, "2024-06-03")["budget.2024.nhn"]
    assert (after.state, after.timeliness, after.falls_short) == ("waived", "waived", False)
    assert on(file_office, "2024-06-03", "2024-02-02T09:00")["budget.2024.nhn"].timeliness == "overdue"


def test_a_title_is_the_one_it_had(file_office: Office) -> None:
    file_office.load("2024-01-16")
    file_office.rewheel(lambda values: values["document_types"]["plan"]["title"].update(nb="Plan for leveransene"))
    file_office.load("2024-02-01")
    titles = [on(file_office, "2024-02-02", known)["plan.2024.nhn"].title for known in ("2024-01-17", "2024-02-01")]
    assert titles == ["Leveranseplan", "Plan for leveransene"]


def test_the_owner_is_the_one_who_was_known_to_answer(file_office: Office) -> None:
    file_office.day("2024-02-01")
    handing_over.applied(file_office.at("2024-02-05"), Wish("kari", "nina", dt.date(2024, 2, 5)))
    parts = file_office.open().at(moment("2024-02-06"))
    now = {row.key: row.owner for row in board(parts)}
    then = {row.key: row.owner for row in board(parts, instant("2024-02-04"))}
    parts.database.close()
    assert (then["prove-2024.plan.2024.nhn"], now["prove-2024.plan.2024.nhn"]) == ("Kari Prøve", "Nina Prøve")


def test_a_sending_registered_afterwards_was_not_known_before(file_office: Office) -> None:
    """Sent in time on 1 February, registered on the 5th: until then overdue."""
    file_office.day("2024-02-02")
    formal = registering.Formal(dt.date(2024, 2, 1), SendingChannel.BREV, "24/7")
    registering.register(file_office.at("2024-02-05T10:00"), "prove-2024.plan.2024.nhn", formal)
    found = [on(file_office, "2024-02-05", f"2024-02-05T{at}")["plan.2024.nhn"] for at in ("09:59", "10:00")]
    assert [(row.state, row.timeliness) for row in found] == [("open", "overdue"), ("received", "on_time")]
    assert found[1].delivered_on == dt.date(2024, 2, 1)


def test_a_request_is_on_the_board_until_it_is_answered(file_office: Office) -> None:
    file_office.day("2024-01-30T08:00")
    key, until = "prove-2024.plan.2024.nhn", dt.date(2024, 2, 20)
    extending.ask_extension(file_office.at("2024-01-30T09:00"), key, until, "Sykdom")
    assert on(file_office, "2024-01-30")["plan.2024.nhn"].asked_until == until
    extending.answer_extension(file_office.at("2024-01-31"), key, SAID, granted=True)
    granted = on(file_office, "2024-02-05")["plan.2024.nhn"]
    assert (granted.asked_until, granted.due, granted.timeliness) == (None, until, "not_due")
    asked = on(file_office, "2024-02-05", "2024-01-30T09:30")["plan.2024.nhn"]
    assert (asked.asked_until, asked.timeliness) == (until, "overdue")


def test_a_fault_is_told_in_the_words_that_it_had(file_office: Office) -> None:
    """The same file, unreadable in one way and then in another."""
    spoilt, evenings = file_office.sources["nhn"].files, ("2024-01-20", "2024-01-21", "2024-01-22")
    then = []
    for evening, body in zip(evenings, (b"{", b"\xff\xfe", None), strict=True):
        spoilt.pop("r.json", None)
        spoilt |= {} if body is None else {"r.json": body}
        file_office.day(evening)
        then.append(shown(file_office, evening))
    assert len({*then}) == 3
    assert [shown(file_office, evening, evening) for evening in evenings] == then


def test_a_message_that_was_given_up_is_on_the_boards_of_its_days(file_office: Office) -> None:
    """Given up at ten, tried again at eleven; a message about what has been delivered since is on no board."""
    parts = file_office.at("2024-01-17T09:00")
    assert decide(file_office, "2024-01-17T09:00").messages == 2
    with parts.database.write() as connection:
        [number, *_] = outbox.waiting(connection, parts.moment.today)
        message = outbox.claim(connection, number, "a")
        assert message is not None
        outbox.mark_failed(connection, moment("2024-01-17T10:00"), message, "a", "ingen slik adresse", permanent=True)
    then = shown(file_office, "2024-01-17T10:30")
    assert "ingen slik adresse" in then
    with parts.database.write() as connection:
        assert outbox_list.try_again(connection, moment("2024-01-17T11:00"), message.key, "kari")
    assert "ingen slik adresse" not in shown(file_office, "2024-01-17T10:30")
    assert shown(file_office, "2024-01-17T10:30", "2024-01-17T10:30") == then
    assert "ingen slik adresse" not in shown(file_office, "2024-01-17T11:30", "2024-01-17T11:30")


def test_the_owner_is_the_one_whom_the_file_named_then(file_office: Office) -> None:
    """The file names somebody else later, and the one before not at all."""
    file_office.day("2024-01-20")
    then = shown(file_office, "2024-01-20")
    other = PORTFOLIO.replace("owner: anne", "owner: kari").replace(
        "  anne: {name: Anne Prøve, email: anne@example.org, language: en}\n", ""
    )
    file_office.portfolio_path.write_text(other, encoding="utf-8")
    file_office.close()
    file_office.parts = file_office.open()
    assert shown(file_office, "2024-01-20", "2024-01-20") == then
    assert on(file_office, "2024-01-21")["report.followup-2024-1.hdir"].owner == "Kari Prøve"
    file_office.day("2024-01-21")
    assert on(file_office, "2024-01-22", "2024-01-21")["report.followup-2024-1.hdir"].owner == "Kari Prøve"
    assert on(file_office, "2024-01-22", "2024-01-20")["report.followup-2024-1.hdir"].owner == "Anne Prøve"
