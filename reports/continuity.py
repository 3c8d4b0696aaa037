"""What the last report left open is answered in this one, and what was there is not gone without a word.

What lives here: open actions, initiatives with a red light, initiatives and risks that are no longer mentioned, and what is
spent, each held against the report before. No letter demands it, so every finding is the office's. A risk or an action is known again
by its id, by its words, or by most of its words. Which report is the one before is `predecessors`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from arshjul.models.codes import GENERAL, Content
from arshjul.models.deliverable import Deliverable
from arshjul.models.free_text import cut
from arshjul.models.in_the_log import without_addresses
from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.risks import filled_in
from arshjul.reports.schema import Action, Economy, InitiativeReport, Nothing, Risk, Status, StatusReport
from arshjul.reports.thin import says_nothing

ContinuityGap = tuple[str, Content | None, Gap]
_WORDS = re.compile(r"\w+")
_ALIKE = 0.5
_NAMED, _MOST = 3, 60
_QUOTES = re.compile("[«»“”]")
_Item = tuple[int, Risk | Action]
_EMPTY = InitiativeReport()
_TOLD = ("status", "progress", "deviation")


def predecessors(item: Deliverable, others: Iterable[Deliverable]) -> tuple[str, ...]:
    """Keys of the same actor's earlier deliverables of the same document type, the latest first."""
    before = [
        (other.due, other.key)
        for other in others
        if other.document_type == item.document_type
        and other.actor == item.actor
        and other.due is not None
        and item.due is not None
        and other.due < item.due
    ]
    return tuple(key for _, key in sorted(before, reverse=True))


def continuity_gaps(report: StatusReport, previous: StatusReport, *, quotes: bool = True) -> Iterator[ContinuityGap]:
    """What `previous` calls for and `report` does not answer: initiative, content if it concerns one, and gap.

    `quotes`: actions and risks are named by their own words besides their numbers; not so of a restricted report.
    """
    same_year = previous.deliverable.partition(".")[0] == report.deliverable.partition(".")[0]
    for slug, before in previous.sections():
        at = GENERAL if slug == GENERAL else f"initiatives.{slug}"
        now = report.section(slug)
        if now is None:
            if before.model_fields_set:
                yield (
                    slug,
                    None,
                    _gone(at, "var med i forrige rapport, men ikke i denne", "in the last report, and not in this one"),
                )
            continue
        if isinstance(before.status, Status) and before.status.light == "red" and not _answers(now, before):
            yield slug, Content.STATUS, _red(f"{at}.status")
        if same_year and _spent_less(before, now):
            yield slug, Content.ECONOMY, _fell(f"{at}.economy.spent")
        yield from _actions(slug, before.actions or (), now.actions or (), f"{at}.actions", quotes)
        yield from _risks(slug, before, now, f"{at}.risks", quotes)


def _spent_less(before: InitiativeReport, now: InitiativeReport) -> bool:
    """Whether less is spent than before, which within a year is often another unit or another column."""
    if not isinstance(before.economy, Economy) or not isinstance(now.economy, Economy):
        return False
    spent, was = now.economy.spent, before.economy.spent
    return spent is not None and was is not None and spent < was


def _answers(now: InitiativeReport, before: InitiativeReport) -> bool:
    """Whether status, progress or deviation says something that the last report did not say."""
    return any(
        text is not None and not says_nothing(text) and _normal(text) != _normal(_told(before, field) or "")
        for field in _TOLD
        if (text := _told(now, field)) and text.strip()
    )


def _told(section: InitiativeReport, field: str) -> str | None:
    value = getattr(section, field)
    if isinstance(value, Status):
        return value.text
    return value.reason if isinstance(value, Nothing) else value


def _actions(
    slug: str, before: Sequence[Action], now: Sequence[Action], place: str, quotes: bool
) -> Iterator[ContinuityGap]:
    waiting = [(no, one) for no, one in enumerate(before) if one.state == "open" and one.description.strip()]
    if lost := _lost(waiting, now):
        nb, en = _which(lost, quotes)
        nb, en = f"aktivitet {nb} i forrige rapport er ikke besvart", f"action {en} of the last report is not answered"
        yield slug, None, Gap(FindingCode.ACTION_UNANSWERED, Severity.MISSING, place, nb, en, by_office=True)


def _risks(
    slug: str, before: InitiativeReport, now: InitiativeReport, place: str, quotes: bool
) -> Iterator[ContinuityGap]:
    """Where risks are not stated at all that is another finding; where there are said to be none, that answers."""
    here = filled_in(now)
    open_before = [(no, risk) for no, risk in filled_in(before) if risk.state == "open"]
    if here and (lost := _lost(open_before, [risk for _, risk in here])):
        nb, en = _which(lost, quotes)
        gap = _gone(place, f"{nb} i forrige rapport er ikke med", f"{en} of the last report is gone")
        yield slug, Content.RISK, gap


def _lost(before: Iterable[_Item], now: Sequence[Risk | Action]) -> list[_Item]:
    """Those that nothing in `now` is known to be the same as."""
    ids = {one.id for one in now if one.id}
    said = {one.description for one in now}
    left = [(no, one) for no, one in before if one.description not in said and one.id not in ids]
    if not left:
        return []
    texts = {_normal(text) for text in said}
    bags = [_bag(text) for text in said]
    return [
        (no, one)
        for no, one in left
        if _normal(one.description) not in texts and not _alike(_bag(one.description), bags)
    ]


def _normal(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _bag(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold()))


def _alike(words: frozenset[str], others: Iterable[frozenset[str]]) -> bool:
    """Whether half of all words, or more, are the same."""
    return any(words and len(words & other) >= _ALIKE * len(words | other) for other in others)


def _which(lost: Sequence[_Item], quotes: bool) -> tuple[str, str]:
    """The first three by number and, with `quotes`, by their own words, in both languages."""
    said = [(no + 1, _quoted(one.description) if quotes else "") for no, one in lost[:_NAMED]]
    more = " …" if len(lost) > _NAMED else ""
    nb = ", ".join(f"{no} «{words}»" if words else str(no) for no, words in said)
    en = ", ".join(f"{no} “{words}”" if words else str(no) for no, words in said)
    return f"nr. {nb}{more}", f"no. {en}{more}"


def _quoted(text: str) -> str:
    """Somebody's words on one line, cut, without what would end the quotation, and without addresses: findings are kept."""
    return cut(_QUOTES.sub("'", without_addresses(text[: 8 * _MOST], "…")), _MOST).rstrip(" .;:,")


def _gone(place: str, nb: str, en: str) -> Gap:
    return Gap(FindingCode.DISAPPEARED, Severity.WEAK, place, nb, en, by_office=True)


def _fell(place: str) -> Gap:
    nb, en = "har et mindre forbruk enn i forrige rapport", "with less spent than in the last report"
    return Gap(FindingCode.SPENT_FELL, Severity.WEAK, place, nb, en, by_office=True)


def _red(place: str) -> Gap:
    nb = "sier ikke noe nytt, og tiltaket var rødt i forrige rapport"
    en = "says nothing new, and the initiative was red in the last report"
    return Gap(FindingCode.RED_UNANSWERED, Severity.MISSING, place, nb, en, by_office=True)
