"""The words of the pages, in both languages.

What lives here: texts only.
"""

from collections.abc import Mapping
from typing import Any

from arshjul.models.codes import Lang

_NB = {
    "lead": "Legg frister i kalenderen din. De flytter seg der når de flyttes her.",
    "holds": "Dette viser kalenderen",
    "holds_actor": "Alle fristene som aktøren har, også de som leveres sammen med andre, og møtene aktøren er med på.",
    "holds_owner": "Alle fristene som denne personen er ansvarlig for, og møtene de hører til.",
    "holds_initiative": "Alle fristene som gjelder dette tiltaket, hos alle aktører, og møtene de hører til.",
    "holds_office": "Alle fristene og møtene til alle aktører.",
    "window": "Den går minst {past} dager tilbake og {future} måneder fram. Frister og møter sperrer ikke tiden din.",
    "alarms": "Hver frist har et varsel om morgenen arbeidsdagen før siste arbeidsdag. "
    "Et møte varsles en halv time før, eller slik som en frist når klokkeslettet ikke er kjent.",
    "next": "De neste fristene",
    "workday": "siste arbeidsdag er {day}",
    "none": "Ingen frister framover akkurat nå.",
    "subscribe": "Abonner",
    "apple": "Apple Kalender",
    "outlook": "Outlook på nett",
    "google": "Google Kalender",
    "webcal": "Annet kalenderprogram",
    "where": "Google og Outlook på nett åpnes i nettleseren. De to andre åpner et program på denne enheten.",
    "address": "Kalenderens adresse",
    "copy_address": "Kopier adressen",
    "copied": "Adressen er kopiert.",
    "not_copied": "Adressen er merket. Kopier den med tastaturet.",
    "by_hand": "I andre programmer: velg å legge til en kalender fra internett, og lim inn adressen.",
    "key": "Adressen er nøkkelen til kalenderen. Den som har den, kan lese fristene. Del den ikke videre.",
    "soon": "Så fort vises endringer",
    "program": "Program",
    "delay": "Vanligvis",
    "delays": [
        ("Thunderbird", "en halv time"),
        ("Apple Kalender", "et kvarter til et døgn, etter innstillingen i programmet"),
        ("Outlook", "noen timer, noen ganger et døgn"),
        ("Google Kalender", "et halvt til et helt døgn"),
    ],
    "never_only": "Kalenderen kan altså henge litt etter. Porteføljekontoret sier også fra når en frist flyttes.",
    "stop": "Slutte, eller mistet adressen",
    "stop_text": "Fjern kalenderen i programmet ditt når du ikke vil ha den lenger. Er adressen kommet på avveie, trekker "
    "kontoret den tilbake og gir deg en ny. Kontakt: {office}.",
    "ends": "Denne adressen er erstattet av en ny og slutter å virke {day}. Be porteføljekontoret om den nye.",
    "gone_title": "Kalenderen er trukket tilbake",
    "gone_text": "Denne adressen virker ikke lenger. Fjern kalenderen i programmet ditt. "
    "Trenger du en ny adresse, får du det av kontoret. Kontakt: {office}.",
}
_EN = {
    "lead": "Put deadlines in your calendar. When they move here, they move there.",
    "holds": "What this calendar holds",
    "holds_actor": "All deadlines of the actor, including those it meets together with others, and the meetings it takes part in.",
    "holds_owner": "All deadlines that this person answers for, and the meetings they belong to.",
    "holds_initiative": "All deadlines that concern this initiative, for every actor, and the meetings they belong to.",
    "holds_office": "All deadlines and meetings of all actors.",
    "window": "It reaches at least {past} days back and {future} months ahead. Deadlines and meetings do not block your time.",
    "alarms": "Each deadline has an alert on the morning of the working day before its last working day. "
    "A meeting has one half an hour before, or like a deadline while its time of day is not known.",
    "next": "The next deadlines",
    "workday": "the last working day is {day}",
    "none": "No deadlines ahead at present.",
    "subscribe": "Subscribe",
    "apple": "Apple Calendar",
    "outlook": "Outlook on the web",
    "google": "Google Calendar",
    "webcal": "Another calendar program",
    "where": "Google and Outlook on the web open in the browser. The two others open a program on this device.",
    "address": "The calendar's address",
    "copy_address": "Copy the address",
    "copied": "The address has been copied.",
    "not_copied": "The address is selected. Copy it with the keyboard.",
    "by_hand": "In other programs: choose to add a calendar from the internet, and paste the address.",
    "key": "The address is the key to the calendar. Whoever has it can read the deadlines. Do not pass it on.",
    "soon": "How soon changes show",
    "program": "Program",
    "delay": "Usually",
    "delays": [
        ("Thunderbird", "half an hour"),
        ("Apple Calendar", "a quarter of an hour to a day, as set in the program"),
        ("Outlook", "some hours, at times a day"),
        ("Google Calendar", "half a day to a whole day"),
    ],
    "never_only": "So the calendar may lag a little. The portfolio office also tells you when a deadline moves.",
    "stop": "Stopping, or a lost address",
    "stop_text": "Remove the calendar in your program when you no longer want it. If the address has gone astray, the office "
    "revokes it and gives you a new one. Contact: {office}.",
    "ends": "This address has been replaced by a new one and stops working on {day}. Ask the portfolio office for the new one.",
    "gone_title": "This calendar has been revoked",
    "gone_text": "This address no longer works. Remove the calendar in your program. "
    "If you need a new address, the office gives you one. Contact: {office}.",
}
WORDS: Mapping[Lang, Mapping[str, Any]] = {Lang.NB: _NB, Lang.EN: _EN}
