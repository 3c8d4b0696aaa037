"""What the news says: every text as it was approved, and what it leaves out where something is not known or not shown.

The approved texts stand in `approved/`, one file per language; a changed sentence shows as a changed file.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from arshjul.models.codes import NEWS, Lang, Step
from arshjul.notifications.audience import Role
from arshjul.notifications.facts import NoticeView
from arshjul.notifications.news import Change
from arshjul.notifications.wording import Rendered, fact_line, render

APPROVED = Path(__file__).parent / "approved"
TODAY = date(2024, 8, 12)
WORDS = {Lang.NB: r"\b(the|and|due|working|Monday)\b", Lang.EN: r"\b(frist|fristen|og|ikke|mandag|departementet)\b"}


def scenes(sample, lang: Lang) -> Iterator[tuple[str, NoticeView]]:
    """Every sort of news, and the turns that its sentences take."""
    for step in Step:
        if step in NEWS:
            yield step.value, sample.status_report(step, lang)
    moved, dated = sample.status_report(Step.MOVED, lang), sample.status_report(Step.DATED, lang)
    yield "moved: no meeting, on a Sunday", sample.joint_plan(Step.MOVED, lang)
    yield "moved: nobody is named, no reason", replace(moved, change=replace(moved.change, ministry=False, reason=""))
    yield "moved: back", replace(moved, change=replace(moved.change, back=True))
    yield "moved: back before it was known", replace(moved, change=replace(moved.change, was=moved.due, met=None))
    yield "moved: a long title, unconfirmed", sample.inferred_report(Step.MOVED, lang)
    yield "moved: no date any more", replace(moved, due=None, last_workday=None, latest=None, meeting_date=None)
    yield "moved: restricted", sample.budget_input(Step.MOVED, lang)
    yield "moved: disputed", replace(sample.planned_tasks(Step.MOVED, lang), disputed=True)
    yield "dated: nobody is named", replace(dated, change=replace(dated.change, ministry=False, reason=""))
    yield "dated: unconfirmed", sample.inferred_report(Step.DATED, lang)
    cancelled = sample.status_report(Step.CANCELLED, lang)
    yield "cancelled: nobody is named", replace(cancelled, change=replace(cancelled.change, ministry=False))
    yield "cancelled: no meeting", sample.joint_plan(Step.CANCELLED, lang)
    waived = sample.status_report(Step.WAIVED, lang)
    yield (
        "waived: nobody is named, no date",
        replace(waived, due=None, last_workday=None, latest=None, change=Change(reason=waived.change.reason)),
    )
    yield (
        "decided: between two dates",
        replace(sample.planned_tasks(Step.DECIDED, lang), due=date(2024, 9, 15), last_workday=date(2024, 9, 13)),
    )
    yield (
        "denied: past",
        replace(sample.status_report(Step.DENIED, lang), due=date(2024, 8, 9), last_workday=date(2024, 8, 9)),
    )
    yield "accepted: nobody is named", replace(sample.status_report(Step.ACCEPTED, lang), change=Change())
    yield "accepted: by a person", replace(sample.status_report(Step.ACCEPTED, lang), change=Change(by="Anne Hansen"))
    returned = sample.status_report(Step.RETURNED, lang)
    yield "returned: nothing is missing", replace(returned, gaps=(), change=replace(returned.change, ministry=False))
    yield "returned: restricted", sample.budget_input(Step.RETURNED, lang)
    yield "taken over: as deputy", replace(sample.joint_plan(Step.TAKEN_OVER, lang), role=Role.DEPUTY)
    yield (
        "taken over: no date",
        replace(sample.status_report(Step.TAKEN_OVER, lang), due=None, last_workday=None, latest=None),
    )
    yield "taken over: to the one who leaves", leaving(sample, lang, date(2024, 8, 19), 4)
    yield "taken over: to the one who has left", leaving(sample, lang, date(2024, 8, 5), 1)


def leaving(sample, lang: Lang, since: date, count: int) -> NoticeView:
    view = sample.status_report(Step.TAKEN_OVER, lang)
    return replace(view, change=Change(since=since, other="Ola Hansen", left=True, count=count))


def written(name: str, told: Rendered) -> str:
    return f"=== {name}\n{told.subject}\n\n{told.text}\n"


def gallery(sample, lang: Lang) -> str:
    texts = [written(name, sample.say(view, TODAY, lang)) for name, view in scenes(sample, lang)]
    return "\n".join([*texts, written("taken over: several at once", handed(sample, lang))])


def handed(sample, lang: Lang) -> Rendered:
    makers = (sample.joint_plan, sample.status_report, sample.budget_input, sample.planned_tasks)
    views = [make(Step.TAKEN_OVER, lang) for make in makers]
    views.append(replace(views[0], title=sample.pick(lang, "Notat", "Note"), due=None, last_workday=None, latest=None))
    return render(sample.kari(lang), views, sample.OFFICE[lang], TODAY)


@pytest.mark.parametrize("lang", Lang)
def test_every_text_is_as_it_was_approved(sample, lang):
    assert gallery(sample, lang) == (APPROVED / f"news_{lang.value}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", Lang)
def test_news_is_short_whole_and_in_one_language(sample, lang):
    for name, view in scenes(sample, lang):
        told = sample.say(view, TODAY, lang)
        assert len(f"{told.subject} {told.text}".split()) < 60, told
        for text in told:
            assert not re.search(r"[{}\[\]%]|None|Undefined|  |\n\n\n| [.,;:]|[.,;:]{2}|the the|[.»”][A-Z]", text), told
            assert not re.search(WORDS[lang], text), told
        assert told.text.endswith(f"\n\n{sample.pick(lang, 'Vennlig hilsen', 'Kind regards')}\n{sample.OFFICE[lang]}")
        assert not name.startswith("accepted") or "!" not in told.text


@pytest.mark.parametrize("lang", Lang)
def test_a_list_that_mixes_news_and_reminders_holds_one_line_of_each_and_counts_deliverables_once(sample, lang):
    moved = replace(sample.status_report(Step.MOVED, lang), key="report")
    late = replace(sample.status_report(Step.OVERDUE, lang), key="report")
    told = render(sample.kari(lang), [moved, late], "K", TODAY)
    assert told.subject.startswith(sample.pick(lang, "Én leveranse, én med passert frist", "One deliverable, one past"))
    assert told.text.count("\n1. ") == told.text.count("\n2. ") == 1
    three = render(sample.kari(lang), [moved, late, sample.joint_plan(Step.CANCELLED, lang)], "K", TODAY)
    assert three.subject.startswith(sample.pick(lang, "To leveranser", "Two deliverables"))


@pytest.mark.parametrize("lang", Lang)
def test_every_line_of_a_list_is_whole(sample, lang):
    other = sample.joint_plan(Step.INVITATION, lang)
    for name, view in scenes(sample, lang):
        told = render(sample.kari(lang), [view, other], "K", TODAY)
        assert not re.search(r"[{}\[\]%]|None|  | [.,;:)]|[.,;:]{2}|\( ", told.text), (name, told.text)
        if view.change.was and view.due and not view.restricted:
            assert re.search(r"(mandag|torsdag|Monday|Thursday|lørdag|søndag|Saturday|Sunday) \d", told.text)


def test_a_list_of_news_alone_asks_for_nothing(sample):
    news = [sample.status_report(Step.MOVED), sample.joint_plan(Step.CANCELLED)]
    asked = "Er noe allerede sendt"
    assert asked not in render(sample.kari(), news, "K", TODAY).text
    assert asked in render(sample.kari(), [*news, sample.planned_tasks(Step.DAYS_BEFORE)], "K", TODAY).text


def test_a_date_of_what_is_no_longer_owed_is_not_the_nearest_deadline(sample):
    views = [sample.status_report(Step.CANCELLED), sample.joint_plan(Step.INVITATION)]
    assert "nærmeste frist er søndag 15. september" in render(sample.kari(), views, "K", TODAY).subject


def test_facts_beside_the_text_count_no_days_to_what_is_over(sample):
    for step in (Step.CANCELLED, Step.WAIVED, Step.ACCEPTED):
        assert fact_line(sample.status_report(step), Lang.NB, TODAY) == "Norsk helsenett"
    assert "ti arbeidsdager igjen" in fact_line(sample.status_report(Step.MOVED), Lang.NB, TODAY)


@pytest.mark.parametrize("lang", Lang)
def test_somebodys_words_are_kept_on_one_line_and_end_once(sample, lang):
    view = sample.status_report(Step.RETURNED, lang)
    told = sample.say(
        replace(view, change=replace(view.change, reason="Se punkt 2.\r\nBcc: x@example.no {{ 7*7 }} . ")), TODAY, lang
    )
    assert re.search(r"[«“]Se punkt 2. Bcc: x@example.no {{ 7\*7 }}[»”]\.", told.text)
    long = sample.say(replace(view, change=replace(view.change, reason="ord " * 500)), TODAY, lang)
    assert "…" in long.text and len(long.text) < 700
