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
    denied = sample.status_report(Step.DENIED, lang)
    yield "denied: something has come", replace(denied, change=replace(denied.change, here=True))
    yield "accepted: nobody is named", replace(sample.status_report(Step.ACCEPTED, lang), change=Change())
    yield "accepted: by a person", replace(sample.status_report(Step.ACCEPTED, lang), change=Change(by="Anne Hansen"))
    returned = sample.status_report(Step.RETURNED, lang)
    yield "returned: nothing is missing", replace(returned, gaps=(), change=replace(returned.change, ministry=False))
    yield "returned: restricted", sample.budget_input(Step.RETURNED, lang)
    yield "unread: restricted", sample.budget_input(Step.UNREAD, lang)
    unread = sample.status_report(Step.UNREAD, lang)
    yield "unread: it tells no deliverable", replace(unread, change=replace(unread.change, loose=True))
    hidden = sample.budget_input(Step.UNREAD, lang)
    yield "unread: restricted, it tells no deliverable", replace(hidden, change=replace(hidden.change, loose=True))
    yield "unread: much is wrong", replace(unread, change=replace(unread.change, reason="D7:" * 150))
    yield "unread: as deputy", replace(unread, role=Role.DEPUTY)
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
    lines = "\n".join(f"{name}: {line_of(sample, view, lang)}" for name, view in scenes(sample, lang))
    return "\n".join(
        [*texts, written("taken over: several at once", handed(sample, lang)), f"=== in a list\n{lines}\n"]
    )


def line_of(sample, view: NoticeView, lang: Lang) -> str:
    """What a list of several things says of this one."""
    other = replace(sample.planned_tasks(Step.OVERDUE, lang), key="other")
    told = render(sample.kari(lang), [view, other], "K", TODAY)
    [line] = re.findall(r"^2\. (.*)$", told.text, re.MULTILINE)
    return line


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
    assert told.subject.startswith(
        sample.pick(lang, "To beskjeder om én leveranse, én med", "Two notices about one deliverable, one past")
    )
    assert told.text.count("\n1. ") == told.text.count("\n2. ") == 1
    three = render(sample.kari(lang), [moved, late, sample.joint_plan(Step.CANCELLED, lang)], "K", TODAY)
    assert three.subject.startswith(
        sample.pick(lang, "Tre beskjeder om to leveranser", "Three notices about two deliv")
    )


@pytest.mark.parametrize("lang", Lang)
def test_every_line_of_a_list_is_whole(sample, lang):
    other = sample.joint_plan(Step.INVITATION, lang)
    for name, view in scenes(sample, lang):
        told = render(sample.kari(lang), [view, other], "K", TODAY)
        assert not re.search(r"[{}\[\]%]|None|  | [.,;:)]|[.,;:]{2}|\( ", told.text), (name, told.text)
        if view.change.was and view.due and not view.restricted:
            assert re.search(r"(mandag|torsdag|Monday|Thursday|lørdag|søndag|Saturday|Sunday) \d", told.text)


DECIDED = sorted(NEWS - {Step.TAKEN_OVER, Step.RECEIPT, Step.UNREAD})


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("step", DECIDED)
def test_a_list_says_who_decided_and_where_that_stands(sample, step, lang):
    view = sample.status_report(step, lang)
    by = sample.pick(lang, "departementet", "the ministry")
    assert by in line_of(sample, view, lang)
    unsigned = replace(view, change=replace(view.change, ministry=False, by="", reference=""))
    assert by not in line_of(sample, unsigned, lang)
    change = replace(view.change, reference="24/9")
    where = sample.pick(lang, "departementets ref. 24/9", "ministry ref. 24/9")
    assert where in line_of(sample, replace(view, change=change), lang)
    somebody = replace(view, change=replace(change, ministry=False, by="Anne Hansen"))
    told = line_of(sample, somebody, lang)
    assert "Anne Hansen" in told and "ref. 24/9" in told and where not in told


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("step", DECIDED)
def test_a_text_says_where_the_decision_stands(sample, step, lang):
    view = sample.status_report(step, lang)
    for reason in ("", view.change.reason):
        told = sample.say(replace(view, change=replace(view.change, reason=reason, reference="24/9 .")), TODAY, lang)
        assert re.search(r"24/9(\)|\.)", told.text), told.text
        without = sample.say(replace(view, change=replace(view.change, reason=reason, reference="")), TODAY, lang)
        assert not re.search(r"\bref\b|referanse|reference", without.text), without.text


@pytest.mark.parametrize(("reference", "shown"), [("24/9-3", True), ("2024/123", True), ("Brev om kutt, 24/9", False)])
def test_of_what_is_restricted_a_bare_number_is_told_and_no_words(sample, reference, shown):
    view = sample.budget_input(Step.WAIVED)
    told = sample.say(replace(view, change=replace(view.change, reference=reference)), TODAY)
    assert (reference in told.text) is shown and "kutt" not in told.text


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(
    "step", [Step.RETURNED, Step.ACCEPTED, Step.RECEIPT, Step.GAPS, Step.NOT_MOVED, Step.INVITATION, Step.UNREAD]
)
def test_two_reports_of_one_title_can_be_told_apart(sample, step, lang):
    """By the meeting; what has no meeting, by its deadline; and the same of a single text that sends one back."""
    first = replace(sample.status_report(step, lang), came=None)
    later = replace(first, meeting_date=date(2024, 10, 31), due=date(2024, 10, 17))
    assert sample.pick(lang, "møtet mandag 9. september", "meeting of Monday 9 Sept") in line_of(sample, first, lang)
    assert sample.pick(lang, "møtet torsdag 31. oktober", "meeting of Thursday 31 October") in line_of(
        sample, later, lang
    )
    assert sample.pick(lang, "søndag 15. september", "Sunday 15 September") in line_of(
        sample, sample.joint_plan(step, lang), lang
    )
    if step is Step.RETURNED:
        assert (
            sample.pick(lang, "møtet torsdag 31. oktober", "meeting of Thursday 31")
            in sample.say(later, TODAY, lang).text
        )
        assert sample.pick(lang, "søndag 15. sep", "Sunday 15") in sample.say(
            sample.joint_plan(step, lang), TODAY, lang
        ).text  # fmt: skip


@pytest.mark.parametrize("lang", Lang)
def test_a_file_of_nobody_knows_what_is_told_under_no_deliverable(sample, lang):
    view = sample.status_report(Step.UNREAD, lang)
    loose = replace(view, change=replace(view.change, loose=True))
    for told in (line_of(sample, loose, lang), sample.say(loose, TODAY, lang).subject):
        assert view.title not in told and told.startswith("Norsk helsenett: ")
    assert sample.pick(lang, "vi ser ikke hvilken", "we cannot tell which") in line_of(sample, loose, lang)


@pytest.mark.parametrize("lang", Lang)
def test_what_is_to_be_done_with_a_file_stands_in_a_list_too(sample, lang):
    asked = sample.pick(lang, "kan du rette den og legge den inn på nytt?", "please correct it and put it in place")
    assert asked in line_of(sample, sample.status_report(Step.UNREAD, lang), lang)


def test_a_file_is_named_whole_where_its_name_is_a_key_and_else_with_its_ending(sample):
    key = "digital-samhandling-2024.annual-statement.2024.helse-vest.json"
    view = sample.status_report(Step.UNREAD)
    for name, shown in ((key, f"«{key}»"), ("æ" * 190 + ".json", "æ…json»"), ("æ" * 190 + "." + "x" * 9, "æ…»")):
        assert shown in sample.say(replace(view, change=replace(view.change, file=name)), TODAY).text


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
