"""From a notice's row to what its wording needs.

What lives here: looking up titles, dates, meeting, gaps and names for notices about to be sent, and whether
they should still be sent. Sentences are the notification room's.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from arshjul.calendar.content_names import content_name
from arshjul.flows.board import timeliness_of
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import CLOSED, DELIVERED, GENERAL, Access, Content, Lang, State, Step, Timeliness
from arshjul.models.portfolio import Role
from arshjul.notifications.wording import NoticeView, Recipient
from arshjul.reports.findings import blocks
from arshjul.store import judgements, outbox
from arshjul.store.board import Standing, standings


def step_of(stored: str) -> Step:
    """The rung of a stored step; a gaps rung carries its version's number."""
    return Step(stored.partition(".")[0])


def still_wanted(rows: Iterable[outbox.NoticeRow]) -> list[outbox.NoticeRow]:
    """Read just before sending: nobody is told of what is delivered, closed or moved meanwhile.

    Of several notices of one deliverable, which a message holds after days on which nothing could be sent, only
    the last decided is said.
    """
    last = {row.key: row for row in sorted(rows, key=lambda row: row.id) if _wanted(row)}
    return list(last.values())


def _wanted(row: outbox.NoticeRow) -> bool:
    if step_of(row.step) is Step.GAPS:  # about a delivery, whatever becomes of its deadline
        return row.state == State.INCOMPLETE
    return row.current and row.state not in DELIVERED | CLOSED


def recipient_of(claimed: outbox.Claimed) -> Recipient:
    """The person a claimed message goes to."""
    return Recipient(claimed.name, claimed.email, claimed.slack_id, Lang(claimed.lang))


def views_for(
    parts: Parts, catalogue: Catalogue, claimed: outbox.Claimed, rows: Sequence[outbox.NoticeRow]
) -> list[NoticeView]:
    """What each notice says, in the recipient's language; only what the notices are about is read."""
    keys = [row.key for row in rows]
    with parts.database.read() as connection:
        gaps = judgements.findings_of(connection, keys)
        standing = {row.key: row for row in standings(connection, keys)}
    return [_view(parts, catalogue, claimed, row, standing[row.key], gaps.get(row.key, [])) for row in rows]


def _view(
    parts: Parts,
    catalogue: Catalogue,
    claimed: outbox.Claimed,
    row: outbox.NoticeRow,
    now: Standing,
    gaps: list[Any],
) -> NoticeView:
    lang = Lang(claimed.lang)
    item = catalogue.deliverables[row.key]
    wheel = catalogue.wheel_of(item)
    meeting = catalogue.meeting_of(item)
    people = {role: parts.portfolio.holder(item.actor, role.value, parts.moment.today, item.kind) for role in Role}
    role = next((role for role, person in people.items() if person and person.id == claimed.person_slug), Role.OWNER)
    owner, deputy = people[Role.OWNER], people[Role.DEPUTY]
    return NoticeView(
        step=step_of(row.step),
        title=item.title[lang],
        actor_name=wheel.actors[item.actor].name[lang],
        addressee_name=wheel.actors[item.addressee].name[lang],
        due=item.due,
        last_workday=item.last_workday,
        latest=item.latest,
        disputed=item.disputed,
        unconfirmed=item.unconfirmed,
        meeting_title=meeting.title[lang] if meeting else None,
        meeting_date=meeting.date if meeting else None,
        initiative_count=len(item.initiatives),
        stated=tuple(sorted({stated.due for stated in item.stated})),
        gaps=_gaps(gaps, {slug: spec.name[lang] for slug, spec in wheel.initiatives.items()}, lang),
        owner_name=owner.name if owner else None,
        deputy_name=deputy.name if deputy else None,
        role=role,
        restricted=item.access is Access.RESTRICTED,
        late=timeliness_of(item, now, parts.moment.at) is Timeliness.LATE,
    )


def _gaps(findings: list[Any], names: dict[str, str], lang: Lang) -> tuple[tuple[str, str], ...]:
    """What makes the report incomplete, each gap once."""
    found = []
    for finding in findings:
        initiative, content = finding.initiative, finding.content
        if content in set(Content) and blocks(finding.code, finding.severity, finding.maker):
            name = "" if initiative == GENERAL else names.get(initiative, initiative)
            found.append((name, content_name(Content(content), lang)))
    return tuple(dict.fromkeys(found))
