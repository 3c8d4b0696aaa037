"""What becomes complete is told once to whoever listens, whichever way it came about."""

import pytest
from office import Office, report

from arshjul.flows import accepting, collecting, nearing, ticking
from arshjul.flows.recorded import Words
from arshjul.flows.submitting import submit
from arshjul.store.sendings import Attached
from arshjul.store.told_complete import Became

SHORT, PLAN = "report.followup-2024-1.nhn", "plan.2024.nhn"
KEY = f"prove-2024.{SHORT}"
KARI = "kari@example.org"
WHEN = "2024-01-30"


@pytest.fixture
def loaded(office: Office) -> Office:
    office.load("2024-01-16")
    return office


def told(office: Office, when: str = WHEN) -> list[str]:
    heard: list[Became] = []
    keys = nearing.tell_complete(office.at(when), heard.append)
    assert [one.key for one in heard] == keys
    return keys


def collect(office: Office, when: str = WHEN) -> None:
    collecting.pull(office.at(when), "nhn")
    collecting.judge(office.at(when))


def hand_in(office: Office, when: str = WHEN, **lacks: str) -> None:
    submit(office.at(when), SHORT, "r.json", report(KEY, when, **lacks), KARI)


def test_what_is_pulled_is_told_once_it_is_complete(loaded: Office) -> None:
    assert told(loaded) == []
    loaded.send_in("nhn", "a.json", SHORT, "2024-01-29", lacks="pll.deviation")
    collect(loaded)
    assert told(loaded) == []
    loaded.send_in("nhn", "b.json", SHORT, "2024-01-30T11:00")
    collect(loaded)
    assert told(loaded) == [KEY]
    assert told(loaded) == []


def test_what_is_handed_in_is_told_by_the_next_run_also_if_it_is_accepted_meanwhile(loaded: Office) -> None:
    hand_in(loaded)
    accepting.accept(loaded.at(WHEN), KEY, Words("hod", "24/1"))
    assert told(loaded, "2024-02-02") == [KEY]
    assert told(loaded, "2024-02-02") == []


def test_what_a_person_ticks_complete_is_told(loaded: Office) -> None:
    document = Attached("0" * 64, "plan.pdf", "application/pdf", b"%PDF-1.7")
    ticking.hand_in(loaded.at("2024-01-30T08:00"), PLAN, document, KARI)
    assert told(loaded, "2024-01-30T09:00") == []
    ticking.tick(loaded.at("2024-01-31"), PLAN, ["deliverables"], 2, KARI)
    assert told(loaded, "2024-02-01") == [f"prove-2024.{PLAN}"]
    ticking.untick(loaded.at("2024-02-02"), PLAN, ["deliverables"], "Feil side", KARI)
    assert told(loaded, "2024-02-02") == []
    ticking.tick(loaded.at("2024-02-03"), PLAN, ["deliverables"], 3, KARI)
    ticking.untick(loaded.at("2024-02-03"), PLAN, ["deliverables"], "Feil side", KARI)
    assert told(loaded, "2024-02-04") == [], "it is not complete any more"
    ticking.tick(loaded.at("2024-02-05"), PLAN, ["deliverables"], 4, KARI)
    assert told(loaded, "2024-02-05") == [f"prove-2024.{PLAN}"], "it has become so anew"


def test_a_newer_version_that_is_complete_too_is_not_told_again(loaded: Office) -> None:
    hand_in(loaded)
    assert told(loaded) == [KEY]
    loaded.send_in("nhn", "b.json", SHORT, "2024-01-30T11:00")
    collecting.pull(loaded.at("2024-01-31"), "nhn")
    assert told(loaded, "2024-01-31") == [], "nobody has judged it yet"
    collecting.judge(loaded.at("2024-01-31"))
    assert told(loaded, "2024-01-31") == []


def test_what_could_not_be_told_is_told_at_the_next_run_as_the_same(loaded: Office) -> None:
    hand_in(loaded)
    tried: list[Became] = []

    def fails(one: Became) -> None:
        tried.append(one)
        raise ConnectionError("nobody listens")

    with pytest.raises(ConnectionError):
        nearing.tell_complete(loaded.at(WHEN), fails)
    nearing.tell_complete(loaded.at(WHEN), tried.append)
    assert len(tried) == 2 and tried[0] == tried[1]


def test_a_first_run_tells_nothing_of_long_ago(loaded: Office) -> None:
    hand_in(loaded)
    assert told(loaded, "2024-06-01") == []


def test_what_waits_for_a_run_for_long_is_told_all_the_same(loaded: Office) -> None:
    told(loaded)
    hand_in(loaded)
    assert told(loaded, "2024-06-01") == [KEY]
