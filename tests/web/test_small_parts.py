"""Families of clients, and languages."""

import pytest

from arshjul.models.codes import Lang
from arshjul.web.clients import family
from arshjul.web.languages import spoken
from arshjul.web.page_words import WORDS


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Google-Calendar-Importer", "google"),
        ("iOS/17.5.1 (21F90) dataaccessd/1.0", "apple"),
        ("macOS/14.5 (23F79) CalendarAgent/1030", "apple"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17628)", "outlook"),
        ("Microsoft.Exchange/15.20", "outlook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.9.0", "thunderbird"),
        ("Evolution/3.46.4", "evolution"),
        ("ICSx5/2.2.1 (ical4j/3.2; okhttp/4.12) Android/14", "icsx5"),
        ("Nextcloud Calendar", "nextcloud"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/124.0", "browser"),
        ("curl/8.5", "other"),
        ("", "other"),
    ],
)
def test_families_of_clients(agent: str, name: str) -> None:
    assert family(agent.encode()) == name


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", Lang.NB),
        ("nb-NO,nb;q=0.9,en;q=0.8", Lang.NB),
        ("en", Lang.EN),
        ("en-GB,en;q=0.9,nb;q=0.8", Lang.EN),
        ("de,fr;q=0.9", Lang.NB),
        ("de,en;q=0.5", Lang.EN),
        ("en;q=0.2, no;q=0.3", Lang.NB),
        ("en;q=0", Lang.NB),
        ("en;q=tull", Lang.NB),
        ("sv, en;q=0.9", Lang.NB),
        ("\xff\xfe", Lang.NB),
    ],
)
def test_the_readers_language(accepted: str, lang: Lang) -> None:
    assert spoken({b"accept-language": accepted.encode("latin-1")}) is lang
    assert spoken({}) is Lang.NB


def test_both_languages_say_everything() -> None:
    assert WORDS[Lang.NB].keys() == WORDS[Lang.EN].keys()
    assert len(WORDS[Lang.NB]["delays"]) == len(WORDS[Lang.EN]["delays"])
