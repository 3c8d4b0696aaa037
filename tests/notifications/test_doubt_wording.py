"""News of a date that its letters have come to contradict: both dates, who settles it, and which one the reminders follow."""

from dataclasses import replace
from datetime import date

import pytest

from arshjul.models.codes import Lang, Step
from arshjul.notifications.wording import render

TODAY = date(2024, 8, 12)


@pytest.mark.parametrize("lang", Lang)
def test_a_date_that_stays_but_is_contradicted_is_told_in_short_with_both(sample, lang):
    view = sample.planned_tasks(Step.MOVED, lang)
    view = replace(view, disputed=True, change=replace(view.change, was=view.due, met=None))
    told = sample.say(view, TODAY, lang)
    assert told.subject.endswith(sample.pick(lang, ": brevene oppgir to datoer", ": the letters give two dates"))
    assert (
        sample.pick(lang, "lørdag 31. august og søndag 15. september", "Saturday 31 August and Sunday 15") in told.text
    )
    assert sample.pick(lang, "Påminnelsene følger den tidligste.", "Reminders follow the earliest.") in told.text
    assert len(f"{told.subject} {told.text}".split()) < 60, told


@pytest.mark.parametrize("lang", Lang)
def test_in_a_list_it_says_that_there_are_two(sample, lang):
    view = sample.planned_tasks(Step.MOVED, lang)
    view = replace(view, disputed=True, change=replace(view.change, was=view.due, met=None))
    told = render(sample.kari(lang), [view, sample.joint_plan(Step.INVITATION, lang)], "K", TODAY)
    assert sample.pick(lang, "; brevene oppgir to datoer", "; the letters give two dates") in told.text
