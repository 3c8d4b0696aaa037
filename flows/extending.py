"""Later dates: asked for by an owner, granted or denied by the ministry.

What lives here: one transaction per request and per answer, refused when it makes no sense. Till a request is answered it
holds back what is said of being late (`notifications/decide.py`), and moves nothing.
"""

import datetime as dt

from sqlalchemy import Connection

from arshjul.calendar.date_words import long_date
from arshjul.calendar.wording import STATE_WORDS, word
from arshjul.flows import named
from arshjul.flows.changing import Cause
from arshjul.flows.nameless import must_name_nobody
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import SETTLED, Recorded, Words, carry_through, kept, past
from arshjul.models.codes import CLOSED, Step
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem
from arshjul.store import decisions, events, holding
from arshjul.store.owed import Owed


def ask_extension(parts: Parts, key: str, until: dt.date, reason: str, by: str | None = None) -> Recorded:
    """Record that an owner asks for a later date; till it is answered nobody is chased for being late, nor by what waits.

    BadInput unless the deliverable is owed, dated and open, the date is later, and nothing is asked for already.
    """
    must_name_nobody(parts, {"--reason": reason})
    with parts.database.write() as connection:
        now, item = named.deliverable(connection, parts, key)
        _may_be_extended(now)
        _none_open(connection, now.key)
        _later(now, until)
        asker = _asker(connection, parts, item, by)
        before, after = {"due": now.due}, {"until": until}
        seq = events.append(
            connection, parts.moment, "extension.asked", now.key, before=before, after=after, why=reason, actor=asker
        )
        number = decisions.ask(connection, parts.moment, seq, key=now.key, until=until, by=asker, reason=reason)
        holding.take_back(connection, now.id)
        who = named.called(connection, parts, [asker])[asker]
    return Recorded(number, (now.key,), who, until, tuple(past(parts, until)))


def _asker(connection: Connection, parts: Parts, item: Deliverable, by: str | None) -> str:
    """Who asks: as said, else the owner on that day."""
    if by is not None:
        return named.signed(connection, parts, by)
    owner = parts.portfolio.holder_id(item.actor, "owner", parts.moment.today, item.kind)
    if owner is None:
        what = say(f"{item.actor} har ingen ansvarlig i porteføljen", f"the portfolio names no owner at {item.actor}")
        raise BadInput([Problem("--by", what, remedy=say("si hvem som ber, med --by", "say who asks, with --by"))])
    return named.signed(connection, parts, owner)


def answer_extension(parts: Parts, asked: str, said: Words, *, granted: bool, until: dt.date | None = None) -> Recorded:
    """Record the ministry's answer to a request, named by its number or its deliverable.

    BadInput for a request that is unknown or answered, and for a date that is not later than the deadline in force.
    """
    must_name_nobody(parts, said.in_the_log())
    with parts.database.write() as connection:
        request = _request(connection, parts, asked)
        now, item = named.deliverable(connection, parts, request.key)
        day = (until or request.until) if granted else None
        if day is not None:
            _dated(now)
            _later(now, day)
        by = named.signed(connection, parts, said.by, item)
        kind = "extension.granted" if granted else "extension.denied"
        before, after = {"due": now.due}, {"until": day, "reference": said.reference, "request": request.decision}
        seq = events.append(
            connection, parts.moment, kind, now.key, before=before, after=after, why=said.reason, actor=by
        )
        number = decisions.answer(
            connection, parts.moment, seq, request, granted=granted, until=day,
            by=by, reference=said.reference, reason=said.reason,
        )  # fmt: skip
        told = {} if now.state in (SETTLED if granted else CLOSED) else {now.key: number}  # a no is always answered
        step = Step.EXTENDED if granted else Step.DENIED
        plan = carry_through(connection, parts, Cause(kind, now.key, said.reason, seq), step, told)
        who = named.called(connection, parts, [by])[by]
    warned = (*(past(parts, day) if day else ()), *(kept([now]) if granted else ()))
    return Recorded(number, (now.key,), who, day, warned, plan)


def _request(connection: Connection, parts: Parts, word: str) -> decisions.PendingExtension:
    """The open request of that number or deliverable."""
    waiting = decisions.pending(connection)
    by_number = {str(one.decision): one for one in waiting.values()}
    key = next((key for key in waiting if word in (key, key.partition(".")[2])), None)
    found = by_number.get(word) or (waiting[key] if key else None)
    if found is not None:
        return found
    numbers = ", ".join(f"{number} ({one.key})" for number, one in by_number.items())
    remedy = say("venter på svar: ", "awaiting an answer: ") + (numbers or say("ingen", "none"))
    for one in decisions.extensions(connection):
        if word in (str(one.id), one.key, one.key.partition(".")[2]):
            raise BadInput([Problem(word, _answered(connection, parts, one), remedy=remedy)])
    what = say(f"ukjent søknad om utsatt frist: {word}", f"unknown request for an extension: {word}")
    raise BadInput([Problem("ID", what, remedy=remedy)])


def _answered(connection: Connection, parts: Parts, one: decisions.Extension) -> str:
    """What stands of a request that has its answer, or needs none."""
    if one.state == decisions.LAPSED:
        return say(
            "er bortfalt, for leveransen ble frafalt eller avlyst",
            "has lapsed, as its deliverable was waived or called off",
        )
    assert one.answered_by is not None and one.answered_at is not None
    who = named.called(connection, parts, [one.answered_by])[one.answered_by]
    stands = decisions.words(who, one.answered_at, one.reference or "")
    if one.granted_until is None:
        return say(f"er avslått ({stands})", f"is denied ({stands})")
    day = long_date(one.granted_until, get_lang())
    return say(f"er innvilget til {day} ({stands})", f"is granted until {day} ({stands})")


def _may_be_extended(now: Owed) -> None:
    """BadInput when there is nothing to wait for."""
    if now.state in SETTLED:
        state = word(STATE_WORDS, now.state, get_lang())
        what = say(f"er {state}, så det er ingen frist å utsette", f"is {state}, so there is no deadline to extend")
        raise BadInput([Problem(now.key, what, remedy=say("se arshjul board", "see arshjul board"))])
    _dated(now)


def _dated(now: Owed) -> None:
    if now.due is None:
        what = say("har ingen frist ennå", "has no deadline yet")
        remedy = say(
            "datoen settes med arshjul meeting date eller et tillegg til årshjulet",
            "date it with arshjul meeting date or a supplement to the wheel",
        )
        raise BadInput([Problem(now.key, what, remedy=remedy)])


def _none_open(connection: Connection, key: str) -> None:
    asked = decisions.pending(connection).get(key)
    if asked is None:
        return
    day, number = long_date(asked.until, get_lang()), asked.decision
    what = say(f"venter alt på svar om {day}", f"awaits an answer about {day} already")
    remedy = say(f"før svaret: arshjul extension record {number}", f"record it: arshjul extension record {number}")
    raise BadInput([Problem(key, what, remedy=remedy)])


def _later(now: Owed, until: dt.date) -> None:
    """BadInput unless the date is later than the deadline in force, in a conflict than the latest stated."""
    last = now.last_day
    if last is not None and until <= last:
        what = say(f"{until} er ikke senere enn fristen {last}", f"{until} is not later than the deadline {last}")
        raise BadInput([Problem(now.key, what, remedy=say("skriv en senere dato", "write a later date"))])
