"""The page for those who are to subscribe, seen in a real browser: wide, narrow, light, dark, with and without a script.

Needs chromium, node and npm; where they are missing the test says so and skips.
"""

import json
import shutil
import subprocess
from typing import Any

import pytest
from calendar_service import PUBLIC, Service, open_to_the_public, subscribed
from node_packages import INTEROP, node_with_packages
from office import Office

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
Looks = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def browser() -> str:
    """Chromium, with what drives it in place."""
    found = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if not found:
        pytest.skip("chromium is not installed")
    node_with_packages()
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, new_sqlite: Any) -> Any:
    """A service and the address of a page."""
    office = open_to_the_public(Office(tmp_path_factory.mktemp("office"), new_sqlite()))
    office.load("2024-01-16")
    secret = subscribed(office, alarms=True)
    service = Service(office, as_of="2024-08-20")
    yield service, secret
    service.stop()
    office.close()


@pytest.fixture(scope="module")
def looks(browser: str, served: tuple[Service, str]) -> Looks:
    """What was seen, by window."""
    service, secret = served
    command = ["node", "look_at_page.mjs", f"{service.address}/feeds/{secret}", browser]
    done = subprocess.run(command, cwd=INTEROP, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return {one["name"]: one for one in json.loads(done.stdout)}


ALL = ("wide-light", "narrow-dark", "narrow-light", "wide-dark")
WITH_SCRIPT = ("wide-light", "narrow-dark", "wide-dark")


@pytest.mark.parametrize("name", ALL)
def test_nothing_comes_from_elsewhere_nothing_is_complained_of_and_nothing_sticks_out(looks: Looks, name: str) -> None:
    assert looks[name]["elsewhere"] == []
    assert looks[name]["said"] == []
    assert looks[name]["wide"] is not False


@pytest.mark.parametrize("name", WITH_SCRIPT)
def test_axe_finds_nothing(looks: Looks, name: str) -> None:
    assert looks[name]["axe"] == []


def test_the_page_speaks_the_readers_language(looks: Looks) -> None:
    norwegian, english = looks["wide-light"], looks["narrow-dark"]
    assert (norwegian["lang"], english["lang"]) == ("nb", "en")
    assert norwegian["headings"][1:3] == ["Abonner", "De neste fristene"]
    assert english["headings"][1:3] == ["Subscribe", "The next deadlines"]


@pytest.mark.parametrize("name", ALL)
def test_what_the_calendar_holds_and_its_next_deadlines(looks: Looks, name: str) -> None:
    text = looks[name]["text"]
    assert "Statusrapport" in text and "Norsk helsenett" in text
    assert ("31 August 2024" if name == "narrow-dark" else "31. august 2024") in text
    assert ("Friday 30 August" if name == "narrow-dark" else "fredag 30. august") in text, "the last working day before"
    assert "Thunderbird" in text and "Google" in text


@pytest.mark.parametrize("name", WITH_SCRIPT)
def test_the_address_is_copied_and_said_so(looks: Looks, name: str) -> None:
    assert looks[name]["button"] is True
    assert looks[name]["copied"] == looks[name]["address"]
    assert looks[name]["told"] in ("Adressen er kopiert.", "The address has been copied.")


def test_without_a_script_the_address_stands_there_and_no_button_that_does_nothing(looks: Looks) -> None:
    assert looks["narrow-light"]["button"] is False
    assert looks["narrow-light"]["address"].endswith(".ics")


def test_everything_is_reached_with_the_keyboard_in_the_order_of_reading(looks: Looks) -> None:
    assert looks["wide-light"]["reached"] == [
        "Apple Kalender", "Outlook på nett", "Google Kalender", "Annet kalenderprogram", "address", "Kopier adressen",
        "Kontoret",
    ]  # fmt: skip


def test_the_ways_to_subscribe(looks: Looks, served: tuple[Service, str]) -> None:
    bare = f"{PUBLIC.removeprefix('https://')}/feeds/{served[1]}.ics"
    coded = bare.replace("/", "%2F")
    assert looks["wide-light"]["address"] == f"https://{bare}"
    assert looks["wide-light"]["links"] == [
        f"webcal://{bare}",
        f"https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2F{coded}&name=Frister%3A%20Norsk%20helsenett",
        f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{coded}",
        f"webcal://{bare}",
    ]


def test_the_pages_headers(served: tuple[Service, str]) -> None:
    service, secret = served
    answer = service.get(f"/feeds/{secret}", accept_language="nb")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["vary"] == "Accept-Language"
    assert service.ask("HEAD", f"/feeds/{secret}").content == b""
    assert "<script>" not in answer.text and "style=" not in answer.text and " on" + "click" not in answer.text
