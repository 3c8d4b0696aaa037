"""From a notice's row to what its wording needs.

What lives here: looking up titles, dates, meeting, gaps and names for notices about to be sent, and whether
they should still be sent. What news is about is `news_views.py`, sentences are the notification room's.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from arshjul.calendar.content_names import content_name
from arshjul.flows.board import timeliness_of
from arshjul.flows.news_views import LEFT, About, Behind, abouts, behind
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import (
    CLOSED,
    COUNTDOWN,
    DELIVERED,
    GENERAL,
    NEW_DATE,
    NEWS,
    Access,
    Basis,
    Content,
    Lang,
    State,
    Step,
    Timeliness,
)
from arshjul.models.portfolio import Role
from arshjul.notifications.facts import Came
from arshjul.notifications.wording import NoticeView, Recipient
from arshjul.reports.findings import blocks
from arshjul.reports.settling import briefly, to_mend
from arshjul.store import judgements, news, outbox, receipts
from arshjul.store.board import Standing, standings


def step_of(stored: str) -> Step:
    """What a stored step tells; a gaps rung carries its version's number, news that of a decision or handover."""
    return Step(stored.partition(".")[0])


def still_wanted(rows: Iterable[outbox.NoticeRow]) -> list[outbox.NoticeRow]:
    """Read just before sending: nobody is told of what is delivered, closed or moved meanwhile.

    Of several rungs of one deliverable, which a message holds after days on which nothing could be sent, only the last
    decided is said, and so it is with several new dates. The news of a new date takes the place of a reminder before it;
    of a report sent back and of gaps, what came last is said.
    """
    last: dict[tuple[str, str], outbox.NoticeRow] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if _wanted(row):
            last[row.key, _sort(row.step)] = row
    told = {(row.key, step_of(row.step)) for row in last.values()}
    return [row for row in last.values() if not _replaced(row, told)]


def _sort(stored: str) -> str:
    step = step_of(stored)
    if step in NEW_DATE:
        return "date"
    if step is Step.RECEIPT:
        return "receipt"
    if step in (Step.GAPS, Step.RETURNED):
        return "lacking"
    return stored if step in NEWS else "rung"


def _replaced(row: outbox.NoticeRow, told: set[tuple[str, Step]]) -> bool:
    step = step_of(row.step)
    if step in COUNTDOWN:
        return any((row.key, other) in told for other in NEW_DATE)
    return step is Step.RECEIPT and (row.key, Step.ACCEPTED) in told


def _wanted(row: outbox.NoticeRow) -> bool:
    step = step_of(row.step)
    if step is Step.TAKEN_OVER:
        return row.step.endswith(f".{LEFT}") or row.state in _TO_DO
    if step in _WHILE:
        return row.state in _WHILE[step]
    return (row.current or step in NEW_DATE) and row.state not in DELIVERED | CLOSED


_TO_DO = frozenset({State.PLANNED, State.OPEN, State.INCOMPLETE})
_WHILE: dict[Step, frozenset[State]] = {
    Step.GAPS: frozenset({State.INCOMPLETE}),  # about a delivery, whatever becomes of its deadline
    Step.RETURNED: frozenset({State.INCOMPLETE}),  # till a new version is in order
    Step.ACCEPTED: frozenset({State.ACCEPTED}),
    Step.DENIED: frozenset(State) - CLOSED,
    Step.NOT_MOVED: frozenset(State) - CLOSED,
    Step.CANCELLED: frozenset({State.CANCELLED}),
    Step.WAIVED: frozenset({State.WAIVED}),
    Step.RECEIPT: DELIVERED - {State.INCOMPLETE},
    Step.UNREAD: frozenset(State) - CLOSED - {State.ACCEPTED},
}
"""The states in which each of these is told."""


_OF_A_VERSION = frozenset({Step.RECEIPT, Step.GAPS})
"""What tells of one version, which may have come later than the first."""


def recipient_of(claimed: outbox.Claimed) -> Recipient:
    """The person a claimed message goes to."""
    return Recipient(claimed.name, claimed.email, claimed.slack_id, Lang(claimed.lang))


def views_for(
    parts: Parts, catalogue: Catalogue, claimed: outbox.Claimed, rows: Sequence[outbox.NoticeRow]
) -> list[NoticeView]:
    """What each notice says, in the recipient's language; only what the notices are about is read."""
    keys = [row.key for row in rows]
    lang = Lang(claimed.lang)
    with parts.database.read() as connection:
        gaps = judgements.findings_of(connection, keys)
        standing = {row.key: row for row in standings(connection, keys)}
        known = abouts(connection, catalogue, keys)
        told = news.told(connection, [row.id for row in rows])
        came = receipts.came(connection, [row.key for row in rows if step_of(row.step) in _OF_A_VERSION])
        return [
            _view(
                parts, claimed, row, known[row.key], standing.get(row.key), gaps.get(row.key, []),
                behind(connection, parts, known[row.key], told[row.id], lang), catalogue, came.get(row.key),
            )
            for row in rows
            if row.key in known
        ]  # fmt: skip


def _view(
    parts: Parts,
    claimed: outbox.Claimed,
    row: outbox.NoticeRow,
    about: About,
    now: Standing | None,
    gaps: list[Any],
    behind: Behind,
    catalogue: Catalogue,
    came: receipts.Delivery | None,
) -> NoticeView:
    lang = Lang(claimed.lang)
    item, wheel = about
    dated = behind.due or item
    meeting = catalogue.meeting_of(item)
    held = behind.meeting.new if behind.meeting else meeting.date if meeting else None
    people = {role: parts.portfolio.holder(item.actor, role.value, _day(parts, behind), item.kind) for role in Role}
    role = _role(parts, claimed.person_slug, {role: person.id for role, person in people.items() if person})
    owner, deputy = people[Role.OWNER], people[Role.DEPUTY]
    return NoticeView(
        key=row.key,
        step=step_of(row.step),
        title=item.title[lang],
        actor_name=wheel.actors[item.actor].name[lang],
        addressee_name=wheel.actors[item.addressee].name[lang],
        due=dated.due,
        last_workday=dated.last_workday,
        latest=dated.latest,
        disputed=dated.disputed,
        unconfirmed=dated.basis == Basis.INFERRED and not dated.disputed,
        meeting_title=meeting.title[lang] if meeting else None,
        meeting_date=held,
        initiative_count=len(item.initiatives),
        stated=tuple(sorted({stated.due for stated in item.stated})),
        gaps=_gaps(gaps, {slug: spec.name[lang] for slug, spec in wheel.initiatives.items()}, lang),
        to_mend=any(to_mend(one.code) for one in gaps if blocks(one.code, one.severity, one.maker)),
        owner_name=owner.name if owner else None,
        deputy_name=deputy.name if deputy else None,
        role=role,
        restricted=item.access is Access.RESTRICTED,
        late=now is not None and timeliness_of(item, now, parts.moment.at) is Timeliness.LATE,
        change=behind.change,
        came=came and Came(*came),
    )


def _role(parts: Parts, slug: str, holders: Mapping[Role, str]) -> Role:
    """In which role somebody hears of it; who stands in for somebody who is away hears it as a deputy does."""
    for role, person in holders.items():
        if person == slug:
            return role
    today = parts.moment.today
    away = any(parts.portfolio.told_instead(person, today) == slug for person in holders.values())
    return Role.DEPUTY if away else Role.OWNER


def _day(parts: Parts, behind: Behind) -> dt.date:
    """The day whose holders of roles count: that of a handover to come, else today."""
    return max(parts.moment.today, behind.change.since or parts.moment.today)


def _gaps(findings: list[Any], names: dict[str, str], lang: Lang) -> tuple[tuple[str, str], ...]:
    """What makes the report incomplete, each gap once, with what settles it where that is more than to fill it in."""
    found = []
    for finding in findings:
        initiative, content = finding.initiative, finding.content
        if content in set(Content) and blocks(finding.code, finding.severity, finding.maker):
            name = "" if initiative == GENERAL else names.get(initiative, initiative)
            settles = briefly(finding.code)[list(Lang).index(lang)]
            found.append((name, f"{content_name(Content(content), lang)}{f' ({settles})' if settles else ''}"))
    return tuple(dict.fromkeys(found))
