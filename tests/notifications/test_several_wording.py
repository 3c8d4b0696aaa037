"""Several things in one message: the subject counts what is told, and calls no deadline past that may still be to come."""

from dataclasses import replace
from datetime import date

import pytest

from arshjul.models.codes import Lang, Step
from arshjul.notifications.facts import NoticeView
from arshjul.notifications.wording import render


@pytest.mark.parametrize("lang", Lang)
def test_a_list_says_as_many_things_as_it_holds_and_that_the_funds_stay(sample, lang):
    told = render(sample.kari(lang), three_of_two(sample, lang), "K", date(2024, 9, 2))
    what = sample.pick(lang, "Tre beskjeder om to leveranser", "Three notices about two deliverables")
    nearest = sample.pick(
        lang, "nærmeste dato i brevene er søndag 15. september", "nearest date in the letters Sunday 15 September"
    )
    assert told.subject == f"{what} – {nearest}"
    assert sample.pick(lang, f"Her er t{what[1:]}:", f"Here are t{what[1:]}:") in told.text
    assert sample.pick(lang, "; midlene blir der de er", "; the funds stay where they are") in told.text


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        (date(2024, 8, 30), "– nærmeste frist er lørdag 31. august"),
        (date(2024, 9, 2), "– nærmeste dato i brevene er søndag 15. september"),
        (date(2024, 9, 16), "– siste frist var søndag 15. september"),
    ],
)
def test_a_deadline_in_doubt_is_past_only_when_all_its_dates_are(sample, today, ends):
    assert render(sample.kari(), three_of_two(sample, Lang.NB), "K", today).subject.endswith(ends)


@pytest.mark.parametrize("here", [False, True])
def test_what_has_come_or_is_accepted_waits_for_no_date(sample, here):
    moves = replace(sample.planned_tasks(Step.NOT_MOVED), key="tasks")
    moves = replace(moves, change=replace(moves.change, here=here))
    accepted = replace(sample.planned_tasks(Step.ACCEPTED), key="plan" if here else "tasks")
    subject = render(sample.kari(), [moves, accepted], "K", date(2024, 9, 2)).subject
    assert subject == ("To leveranser" if here else "To beskjeder om én leveranse")


def three_of_two(sample, lang: Lang) -> list[NoticeView]:
    """A move of money denied and the delivery accepted all the same, and a deadline in doubt."""
    about = [sample.status_report(Step.NOT_MOVED, lang), sample.status_report(Step.ACCEPTED, lang)]
    return [
        *(replace(view, key="report") for view in about),
        replace(sample.planned_tasks(Step.DENIED, lang), key="tasks"),
    ]
