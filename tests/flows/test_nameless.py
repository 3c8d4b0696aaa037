"""People stand in the log by their ids alone: a reason that names somebody is refused, whoever records it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from decided import REPORT, TASKS, ask, deliver, refused
from office import Office, moment

from arshjul.flows import accepting, approving, deciding, extending, handing_over, moving, registering
from arshjul.flows.changing import applied, planned
from arshjul.flows.handing_over import Wish
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import Words
from arshjul.flows.waiving import Waiver
from arshjul.models.in_the_log import names_in, without_addresses
from arshjul.models.reallocation import Reallocation
from arshjul.models.tables_history import SendingChannel
from arshjul.store import events
from arshjul.store.schema import EVENT

NAMED = "Etter avtale med Kari  PRØVE."
DAY = dt.date(2024, 9, 15)
MOVE = Reallocation("pll", "pps", Decimal(2_000_000))
Act = Callable[[Parts, str], object]


def said(why: str) -> Words:
    return Words("hod", "24/1", why)


VERBS: dict[str, Act] = {
    "conflict decide": lambda parts, why: deciding.decide_conflict(parts, "tasks.2024", DAY, said(why)),
    "extension request": lambda parts, why: extending.ask_extension(parts, TASKS, dt.date(2024, 9, 30), why),
    "extension record": lambda parts, why: extending.answer_extension(parts, REPORT, said(why), granted=False),
    "deliverable accept": lambda parts, why: accepting.accept(parts, "plan.2024.nhn", said(why)),
    "deliverable return": lambda parts, why: accepting.give_back(parts, "plan.2024.nhn", said(why)),
    "deliverable waive": lambda parts, why: applied(parts, Waiver(parts, REPORT, "hod", "24/1", why)),
    "deliverable waive, planned": lambda parts, why: planned(parts, Waiver(parts, REPORT, "hod", "24/1", why)),
    "meeting move": lambda parts, why: applied(parts, moving.move("followup-2024-4", DAY, parts.moment.today, why)),
    "meeting cancel, planned": lambda parts, why: planned(parts, moving.cancel("followup-2024-4", why)),
    "person replace": lambda parts, why: handing_over.applied(parts, Wish("kari", "nina", DAY, why)),
    "approval record": lambda parts, why: approving.answer(parts, "1", said(why), granted=True),
    "approval add": lambda parts, why: approving.enter(parts, "plan.2024.nhn", MOVE._replace(reason=why)),
    "approval withdraw": lambda parts, why: approving.take_back(parts, "1", why),
}


@pytest.fixture
def busy(file_office: Office) -> Office:
    file_office.load("2024-06-03")
    ask(file_office, when="2024-06-04")
    return file_office


@pytest.mark.parametrize("verb", VERBS)
def test_a_reason_with_somebodys_name_or_address_is_refused_with_the_id_to_write(busy: Office, verb: str) -> None:
    parts = busy.at("2024-06-05")
    told = refused(busy, lambda: VERBS[verb](parts, NAMED))
    assert "--reason: «Kari Prøve» er navnet på en person, og historikken kan ikke slettes" in told
    assert "(skriv id-en i stedet: kari)" in told
    told = refused(busy, lambda: VERBS[verb](parts, "Se e-post fra <Nina@example.org>, sendt i går."))
    assert "«Nina@example.org» er en e-postadresse" in told and "(skriv id-en i stedet: nina)" in told
    told = refused(busy, lambda: VERBS[verb](parts, "Ola.Utenfor+x@sub.example.no ringte."))
    assert "«Ola.Utenfor+x@sub.example.no» er en e-postadresse" in told and "(skriv det uten adressen)" in told


def test_a_reference_names_nobody_either(busy: Office) -> None:
    words = Words("hod", "e-post fra kari@example.org", "Fordi.")
    told = refused(busy, lambda: deciding.decide_conflict(busy.at("2024-06-05"), "tasks.2024", DAY, words))
    assert "--reference: «kari@example.org» er en e-postadresse" in told
    formal = registering.Formal(dt.date(2024, 6, 4), SendingChannel.EPOST, "Kari Prøve 4/6")
    told = refused(busy, lambda: registering.register(busy.at("2024-06-05"), REPORT, formal))
    assert "--reference: «Kari Prøve» er navnet på en person" in told


def test_ids_first_names_and_common_words_may_be_written(busy: Office) -> None:
    """ "Per" and "dag" are words before they are names."""
    deliver(busy)
    parts = busy.at("2024-08-13")
    accepting.accept(parts, REPORT, said("Avklart med kari, og per dag i dag i orden. Prøve Kari-hansen, 2 @ 3 kr."))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kari prøve sa ja", ["Kari Prøve"]),
        ("(Kari Prøve)", ["Kari Prøve"]),
        ("Kari Prøvedal sa ja", []),
        ("Askari Prøve sa ja", []),
        ("Kari\u00a0Prøve", ["Kari Prøve"]),
        ("", []),
    ],
)
def test_a_name_is_found_whole_and_in_one_piece(text: str, found: list[str]) -> None:
    assert names_in(text, ["Kari Prøve", "Nina Prøve"]) == found


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("550 5.1.1 <kari@example.org>: user unknown", "550 5.1.1 <[adresse]>: user unknown"),
        ("kari@example.org, nina@example.org.", "[adresse], [adresse]."),
        ("to:kari@example.org;", "to:[adresse];"),
        ("user@localhost refused", "user@localhost refused"),
        ("kl. 9 @ rom 3", "kl. 9 @ rom 3"),
        ("", ""),
    ],
)
def test_addresses_are_taken_out_of_what_a_server_says(text: str, left: str) -> None:
    assert without_addresses(text) == left


def test_the_log_holds_no_address_that_a_failed_sending_brought(file_office: Office) -> None:
    with file_office.parts.database.write() as connection:
        events.append(connection, moment("2024-06-05"), "message.failed", "x", why="550 <kari@example.org> er ukjent")
    with file_office.parts.database.read() as connection:
        assert connection.execute(EVENT.select()).one().why == "550 <[adresse]> er ukjent"
        assert events.broken(connection) is None
