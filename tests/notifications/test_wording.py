"""What messages say: short, in full, in the reader's language, and harmless whatever names they hold."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import arshjul.notifications.wording as wording
from arshjul.models.codes import Lang, Step
from arshjul.notifications.audience import Role
from arshjul.notifications.clean import one_line
from arshjul.notifications.wording import Recipient, fact_line, render

TEMPLATES = Path(wording.__file__).parent / "templates"
HOSTILE = [
    "Kari\r\nBcc: alle@example.no",
    "<!channel> <!here> <@U123>",
    "K" * 10_000,
    "Kari\u202eon\u200f ter\u2066gne\u2069",
    "Kari\x00\x1b[31m\x07\x85\u2028\u2029Ola",
    "{{ 7*7 }}{% raw %}",
    "\ud800Kari",
    "=?utf-8?q?Kari?=",
    "\r\n\t ",
    "",
]


def words(rendered) -> int:
    return len(f"{rendered.subject} {rendered.text}".split())


def all_in(lang: Lang) -> set[str]:
    return {path.name for path in (TEMPLATES / lang).glob("*.j2")}


def test_every_language_has_every_template():
    expected = {f"{name}.txt.j2" for name in [*Step, "several", "office", "_parts"]}
    for lang in Lang:
        assert all_in(lang) == expected


@pytest.mark.parametrize("lang", Lang)
def test_a_message_with_one_notice_stays_under_sixty_words_and_leaves_no_placeholder(sample, lang):
    for view, day in sample.every_single_notice(lang):
        rendered = sample.say(view, day, lang)
        assert words(rendered) < 60, rendered
        for text in rendered:
            assert not re.search(r"[{}\[\]%]|None|Undefined|  |\n\n\n| [.,;:]|[.,;:]{2}|the the", text), rendered
        assert rendered.subject == rendered.subject.strip()
        assert "\n" not in rendered.subject
        assert rendered.text.startswith("Hei, Kari.\n\n" if lang is Lang.NB else "Hello Kari,\n\n")
        assert rendered.text.endswith("\n" + sample.OFFICE[lang])


@pytest.mark.parametrize("lang", Lang)
def test_every_message_names_the_deliverable_and_a_date_with_its_weekday(sample, lang):
    weekday = r"\b(mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|\w+day) \d"
    for view, day in sample.every_single_notice(lang):
        rendered = sample.say(view, day, lang)
        shown = wording._capital(rendered.subject)
        title = "begrenset innsyn" if lang is Lang.NB else "restricted access"
        assert (title if view.restricted else view.title[1:]) in shown
        if view.step is not Step.GAPS:
            assert re.search(weekday, rendered.subject + " " + rendered.text), rendered


def test_the_two_languages_do_not_mix(sample):
    for view, day in sample.every_single_notice(Lang.EN):
        told = " ".join(sample.say(view, day, Lang.EN)).lower()
        assert not re.search(r"\b(frist|fristen|er|og|arbeidsdag|august\.|ikke|mandag|søndag)\b", told), told
    for view, day in sample.every_single_notice(Lang.NB):
        assert not re.search(r"\b(the|and|due|working|Monday|Sunday)\b", " ".join(sample.say(view, day))), view


def test_invitation(sample):
    rendered = sample.say(sample.status_report(Step.INVITATION))
    assert rendered.subject == "Statusrapport til felles oppfølgingsmøte – frist mandag 26. august"
    assert "statusrapport til felles oppfølgingsmøte fra Norsk helsenett" in rendered.text
    assert "Møtet er mandag 9. september." in rendered.text
    assert "Sju tiltak" in rendered.text
    assert "til Helse- og omsorgsdepartementet" in rendered.text


def test_a_reminder_names_the_working_days_that_are_really_left(sample):
    """A rung told late, or before a holiday, must not repeat its nominal number."""
    view = sample.status_report(Step.WEEK_BEFORE)
    assert sample.say(view).subject.startswith("Sju arbeidsdager igjen: statusrapport")
    assert sample.say(view, date(2024, 8, 19)).subject.startswith("Fem arbeidsdager igjen:")
    assert sample.say(view, date(2024, 8, 23)).subject.startswith("Én arbeidsdag igjen:")
    assert sample.say(view, date(2024, 8, 26)).subject.startswith("Siste arbeidsdag i dag:")
    assert sample.say(view, date(2024, 8, 28)).subject.startswith("Ikke registrert ennå:")
    assert sample.say(view, date(2024, 8, 23), Lang.EN).subject.startswith("One working day left:")


def test_days_over_easter_are_not_counted(sample):
    """2 April 2024 follows four closed days; 25 March to 2 April holds three working days."""
    view = replace(sample.status_report(Step.DAYS_BEFORE), due=date(2024, 4, 2), last_workday=date(2024, 4, 2))
    assert sample.say(view, date(2024, 3, 25)).subject.startswith("Tre arbeidsdager igjen")


def test_the_last_working_day_says_when_the_date_of_record_is_later(sample):
    rendered = sample.say(sample.joint_plan(Step.LAST_DAY))
    assert rendered.subject == "Siste arbeidsdag før fristen: felles plan, første utkast"
    assert "søndag 15. september, så i dag er siste arbeidsdag" in rendered.text
    same_day = sample.say(sample.status_report(Step.LAST_DAY))
    assert "i dag, mandag 26. august" in same_day.text


def test_both_dates_are_shown_before_a_deadline_on_a_sunday(sample):
    for step in (Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE):
        for lang, due, workday in (
            (Lang.NB, "søndag 15. september", "fredag 13. september"),
            (Lang.EN, "Sunday 15 September", "Friday 13 September"),
        ):
            told = " ".join(sample.say(sample.joint_plan(step, lang), lang=lang))
            assert due in told and workday in told


def test_overdue_goes_to_owner_and_deputy_each_in_their_own_words(sample):
    view = sample.status_report(Step.OVERDUE)
    owner, deputy = sample.say(view), sample.say(replace(view, role=Role.DEPUTY))
    assert owner.subject == "Statusrapport til felles oppfølgingsmøte hadde frist mandag 26. august"
    assert "Ola Hansen får samme spørsmål." in owner.text
    assert "stedfortreder for Kari Nordmann" in deputy.text
    alone = sample.say(replace(view, deputy_name=None))
    assert "samme spørsmål" not in alone.text


def test_a_deputy_for_a_vacant_owner_is_told_why(sample):
    for step in (Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE, Step.LAST_DAY, Step.OVERDUE, Step.GAPS):
        for lang, word in ((Lang.NB, "som stedfortreder."), (Lang.EN, "as deputy.")):
            view = replace(sample.status_report(step, lang), role=Role.DEPUTY, owner_name=None)
            told = sample.say(view, lang=lang)
            assert word in told.text
            assert words(told) < 65


def test_the_manager_hears_who_has_been_asked(sample):
    told = sample.say(sample.status_report(Step.MANAGER)).text
    assert "har spurt Kari Nordmann og Ola Hansen" in told
    nobody = sample.say(replace(sample.status_report(Step.MANAGER), owner_name=None, deputy_name=None)).text
    assert "spurt" not in nobody


def test_gaps_are_listed_per_initiative(sample):
    view = sample.status_report(Step.GAPS)
    rendered = sample.say(view)
    assert rendered.subject == "Statusrapport til felles oppfølgingsmøte: mottatt – to punkter mangler"
    assert "1. Pasientens prøvesvar: kvalitet\n2. Pasientens måledata: behov for" in rendered.text
    assert "som kom innen fristen" in rendered.text
    more = replace(
        view, gaps=(*view.gaps, ("Pasientens prøvesvar", "risiko"), ("", "disponering av midler")), late=True
    )
    text = sample.say(more).text
    assert "1. Pasientens prøvesvar: kvalitet og risiko\n" in text
    assert "3. disponering av midler" in text
    assert "innen fristen" not in text
    one = sample.say(replace(view, gaps=view.gaps[:1])).subject
    assert one.endswith("mottatt – ett punkt mangler")


def test_what_is_there_and_has_to_be_put_right_is_not_said_to_be_missing(sample):
    gaps = (("Pasientens prøvesvar", "økonomi (rett det tildelte beløpet)"),)
    for step, heading in ((Step.GAPS, "Dette gjenstår:"), (Step.RETURNED, "Dette gjenstår:")):
        rendered = sample.say(replace(sample.status_report(step), gaps=gaps, to_mend=True))
        assert heading in rendered.text
        assert "1. Pasientens prøvesvar: økonomi (rett det tildelte beløpet)" in rendered.text
        assert "Dette mangler" not in rendered.text
    assert sample.say(replace(sample.status_report(Step.GAPS), gaps=gaps, to_mend=True)).subject.endswith(
        "ett punkt gjenstår"
    )


def test_a_long_list_of_gaps_is_cut_and_says_so_while_the_subject_tells_the_whole_number(sample):
    gaps = tuple((f"Tiltak {number}", "status") for number in range(20))
    rendered = sample.say(replace(sample.status_report(Step.GAPS), gaps=gaps))
    assert "20 punkter mangler" in rendered.subject
    assert rendered.text.count("status") == 12
    assert "13. og 8 til" in rendered.text


def test_in_a_conflict_both_dates_are_named_and_who_settles_it(sample):
    for step in (Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE, Step.LAST_DAY):
        rendered = sample.say(sample.planned_tasks(step))
        assert "to datoer: lørdag 31. august og søndag 15. september" in rendered.text
        assert "Departementet avklarer" in rendered.text
        assert "tidligste frist" in rendered.subject
        english = sample.say(sample.planned_tasks(step, Lang.EN), lang=Lang.EN)
        assert "both Saturday 31 August and Sunday 15 September; the ministry will settle it" in english.text
    late = sample.say(sample.planned_tasks(Step.OVERDUE))
    assert "hadde siste frist søndag 15. september" in late.subject
    assert "begge er passert" in late.text


def test_a_conflict_told_after_the_first_date_does_not_claim_that_today_is_the_last_day(sample):
    rendered = sample.say(sample.planned_tasks(Step.LAST_DAY), date(2024, 9, 3))
    assert "i dag" not in " ".join(rendered).lower().replace("svar gjerne i dag", "")
    assert "Siste arbeidsdag" not in rendered.subject


def test_an_unconfirmed_date_is_said_to_be_inferred(sample):
    for step in (Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE, Step.LAST_DAY):
        rendered = sample.say(sample.inferred_report(step))
        assert "oreløpig frist" in rendered.subject
        assert "utledet og ikke bekreftet" in rendered.text


@pytest.mark.parametrize("lang", Lang)
def test_what_is_restricted_names_neither_title_nor_meeting_nor_section(sample, lang):
    for step in Step:
        view = sample.budget_input(step, lang)
        other = sample.joint_plan(step, lang)
        others = [view, replace(other, gaps=(), change=replace(other.change, reason=""))]
        for rendered in (sample.say(view, lang=lang), render(sample.kari(lang), others, "K", sample.sending_day(view))):
            told = " ".join(rendered) + fact_line(view, lang, sample.sending_day(view))
            met = (
                "mandag 9. september",
                "Monday 9 September",
                "møtekollisjon",
                "a clash",
                "oppfølgingsmøtet",
                "follow-up",
            )
            for secret in (view.title, view.title.lower(), view.meeting_title, *met):
                assert secret not in told
            assert not any(words in told for gap in sample.gap_pairs(lang) for words in gap)


def test_the_year_is_named_when_it_is_another(sample):
    view = replace(sample.status_report(Step.INVITATION), due=date(2025, 2, 3), last_workday=date(2025, 2, 3))
    assert "frist mandag 3. februar 2025" in sample.say(view, date(2024, 12, 20)).subject
    assert sample.say(view, date(2025, 1, 6)).subject.endswith("mandag 3. februar")


def test_several_notices_make_one_message_ordered_by_urgency(sample):
    rendered = render(sample.kari(), sample.several(), "Porteføljekontoret", date(2024, 8, 27))
    assert rendered.subject == "Sju leveranser, to med passert frist – nærmeste frist er lørdag 31. august"
    lines = [line for line in rendered.text.split("\n") if re.match(r"\d\. ", line)]
    assert [line.split(" ")[1] for line in lines] == [
        "Statusrapport", "Felles", "Tertialrapport", "Oversikt", "Felles", "Statusrapport", "Felles",
    ]  # fmt: skip
    assert "brevene oppgir to datoer" in lines[3]
    assert "utledet og ikke bekreftet" in lines[2]


@pytest.mark.parametrize("lang", Lang)
def test_the_order_in_which_notices_come_changes_nothing(sample, lang):
    today = date(2024, 8, 27)
    one = render(sample.kari(lang), sample.several(lang), "K", today)
    assert render(sample.kari(lang), sample.several(lang)[::-1], "K", today) == one
    for text in one:
        assert not re.search(r"[{}\[\]%]|None|  | [.,;:]|[.,;:]{2}|\n\n\n", text)


def test_the_nearest_date_of_several_is_told_as_past_when_all_are_past(sample):
    both = [sample.status_report(Step.OVERDUE), sample.budget_input(Step.OVERDUE)]
    subject = render(sample.kari(), both, "K", date(2024, 10, 2)).subject
    assert subject == "To leveranser, to med passert frist – siste frist var mandag 30. september"


def test_gaps_of_an_undated_delivery_need_no_date(sample):
    view = replace(sample.status_report(Step.GAPS), due=None, last_workday=None, latest=None)
    rendered = sample.say(view, date(2024, 8, 27))
    assert "innen fristen" not in rendered.text
    both = render(sample.kari(), [view, view], "K", date(2024, 8, 27))
    assert both.subject == "To leveranser"
    assert fact_line(view, Lang.NB, date(2024, 8, 27)).startswith("Norsk helsenett · mottatt, to punkter mangler")


def test_an_empty_message_is_refused(sample):
    with pytest.raises(ValueError, match="at least one"):
        render(sample.kari(), [], "K", date(2024, 8, 27))


def test_facts_on_one_line(sample):
    told = fact_line(sample.joint_plan(Step.DAYS_BEFORE), Lang.NB, date(2024, 9, 10))
    assert told == "De regionale helseforetakene · frist søndag 15. september, tre arbeidsdager igjen"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("step", Step)
def test_hostile_names_stay_inert(sample, text, step):
    view = replace(
        sample.status_report(step),
        title=text,
        actor_name=text,
        addressee_name=text,
        meeting_title=text,
        owner_name=text,
        deputy_name=text,
        gaps=((text, text), (text, text)),
    )
    for lang in Lang:
        person = Recipient(text, "kari@example.no", None, lang)
        for rendered in (
            render(person, [view], text, date(2024, 8, 27)),
            render(person, [view, sample.joint_plan(Step.INVITATION, lang)], text, date(2024, 8, 27)),
        ):
            assert len(rendered.subject) <= 150
            assert rendered.subject.isprintable()
            assert len(rendered.text) < 3000
            assert all(line.isprintable() for line in rendered.text.split("\n"))
            assert rendered.text.count("\n") < 30
            assert "49" not in rendered.text or "{{" in rendered.text
            rendered.text.encode()


@given(st.text(), st.integers(1, 80))
def test_one_line_is_short_printable_and_stable(text, limit):
    line = one_line(text, limit)
    assert len(line) <= limit
    assert "\n" not in line and "\r" not in line
    assert line.isprintable() or any(not char.isprintable() for char in text if char in line)
    assert one_line(line, limit) == line


def test_norwegian_and_other_letters_survive():
    assert one_line("Bjørn-Åge Sæther čárka 漢字", 60) == "Bjørn-Åge Sæther čárka 漢字"
