"""What the last report left open is answered in this one; what was there is not gone without a word. The office's habit."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from arshjul.models.codes import Access, Completeness, Content, Maker
from arshjul.models.habits import Habits
from arshjul.reports.continuity import predecessors
from arshjul.reports.findings import FindingCode, Severity
from arshjul.reports.judge import judge

CODE = FindingCode
NOTHING = {"nothing_to_report": True, "reason": "Planen fra februar holder."}
RED = {"light": "red", "text": "Utprøvingen er stanset i to kommuner."}
GREEN = {"light": "green", "text": "Utprøvingen er i gang igjen."}
ACTION = {"description": "Inngå avtale med tredje leverandør", "owner": "Prosjektleder", "due": "2024-06-30"}


def risk(description: str, **more: Any) -> dict[str, Any]:
    return {
        "description": description,
        "probability": 2,
        "consequence": 3,
        "mitigation": "Flere folk er satt inn.",
        **more,
    }


@pytest.fixture
def case(small, complete_report, read, names):
    """Judge a report after another one; `before` and `now` are what alfa says in each."""

    def run(before: dict[str, Any], now: dict[str, Any], change=lambda previous, values: None, habits=Habits()):
        item = small["report.hdir"]
        previous, values = (copy.deepcopy(complete_report(item)) for _ in range(2))
        previous["initiatives"]["alfa"] |= before
        values["initiatives"]["alfa"] |= now
        change(previous, values)
        return judge(item, read(values), names=names, previous=read(previous), habits=habits)

    return run


def only(judgement):
    assert len(judgement.findings) == 1, judgement.findings
    assert judgement.completeness is Completeness.COMPLETE, "no letter demands continuity"
    assert judgement.findings[0].maker is Maker.OFFICE
    return judgement.findings[0]


def test_the_same_report_again_leaves_nothing_open(case):
    assert case({}, {}).findings == ()


@pytest.mark.parametrize("after", [RED, GREEN, {**RED, "light": "yellow"}])
def test_an_initiative_that_was_red_must_say_something_new(case, after):
    said = {"progress": "Arbeidet står stille.", "deviation": "Forsinket tre uker."}
    same = case({"status": RED, **said}, {"status": {**after, "text": RED["text"]}, **said})
    finding = only(same)
    assert (finding.code, finding.content, finding.severity) == (CODE.RED_UNANSWERED, Content.STATUS, Severity.MISSING)
    for field in ("progress", "deviation"):
        changed = {**said, field: "Ny avtale er inngått, og arbeidet tas opp i august."}
        assert case({"status": RED, **said}, {"status": {**after, "text": RED["text"]}, **changed}).findings == ()
    assert case({"status": RED, **said}, {"status": {**after, "text": "Gjenopptatt i august."}, **said}).findings == ()


def test_other_signs_and_letters_are_nothing_new(case):
    said = {"progress": "Arbeidet står stille.", "deviation": "Forsinket tre uker."}
    shouted = {"progress": "ARBEIDET  STÅR STILLE!", "deviation": "Forsinket, tre uker"}
    assert only(case({"status": RED, **said}, {"status": RED, **shouted})).code is CODE.RED_UNANSWERED


def test_a_yellow_or_green_one_may_repeat_itself(case):
    for light in ("green", "yellow"):
        status = {"light": light, "text": "Utprøvingen er i gang."}
        assert case({"status": status}, {"status": status}).findings == ()


@pytest.mark.parametrize("answer", [ACTION | {"state": "done"}, ACTION | {"state": "dropped"}, ACTION,
                                    {"description": "Avtale med tredje leverandør er inngått", "state": "done"}])  # fmt: skip
def test_an_open_action_is_answered_by_its_words(case, answer):
    assert case({"actions": [ACTION]}, {"actions": [answer]}).findings == ()


def test_an_action_that_is_not_mentioned_again_is_asked_for_by_number_and_by_its_words(case):
    other = {"description": "Rekruttere to kommuner til"}
    finding = only(case({"actions": [other, ACTION, {**ACTION, "state": "done"}]}, {"actions": [other]}))
    assert (finding.code, finding.place) == (CODE.ACTION_UNANSWERED, "initiatives.alfa.actions")
    assert (
        finding.message_nb
        == "Tiltak alfa: aktivitet nr. 2 «Inngå avtale med tredje leverandør» i forrige rapport er ikke besvart. "
        "Porteføljekontoret ber om det."
    )
    assert finding.message_en.startswith(
        "Initiative alpha: action no. 2 “Inngå avtale med tredje leverandør” of the last report is not answered."
    )
    assert only(case({"actions": [ACTION]}, {})).code is CODE.ACTION_UNANSWERED


def test_of_many_the_first_three_are_named(case):
    several = [{"description": f"{word} alt"} for word in ("Bygge", "Prøve", "Innføre", "Evaluere")]
    finding = only(case({"actions": several}, {}))
    assert "aktivitet nr. 1 «Bygge alt», 2 «Prøve alt», 3 «Innføre alt» … i forrige rapport" in finding.message_nb


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a»\n\n <b>«b\u200b.", "a' <b>'b"),
        ("æ" * 5000, "æ" * 59 + "…"),
        ("Ring ola@example.org\ti dag.", "Ring … i dag"),
        ("{{ 7*7 }} {% x %}", "{{ 7*7 }} {% x %}"),
    ],
)
def test_somebodys_words_are_short_on_one_line_and_end_where_the_quotation_ends(case, hostile, shown):
    finding = only(case({"actions": [{"description": hostile}]}, {}))
    assert f"nr. 1 «{shown}» i forrige rapport" in finding.message_nb.replace("  ", " ")
    assert f"no. 1 “{shown}” of the last report" in finding.message_en


def test_of_a_restricted_report_numbers_alone_are_told(small, complete_report, read, names):
    item = replace(small["report.hdir"], access=Access.RESTRICTED)
    previous, now = (copy.deepcopy(complete_report(item)) for _ in range(2))
    previous["initiatives"]["alfa"]["actions"] = [ACTION]
    finding = only(judge(item, read(now), names=names, previous=read(previous)))
    assert "aktivitet nr. 1 i forrige rapport" in finding.message_nb and "avtale" not in finding.message_nb


def test_an_id_tells_that_other_words_are_the_same_thing(case):
    before, now = {"id": "a-7", **ACTION}, {"id": "a-7", "description": "Signert!", "state": "done"}
    assert case({"actions": [before]}, {"actions": [now]}).findings == ()
    assert case({"actions": [before]}, {"actions": [{**now, "id": "a-8"}]}).findings
    first, later = risk("Leverandøren rekker ikke fristen", id="r1"), risk("Godkjenningen drar ut", id="r1")
    assert case({"risks": [first]}, {"risks": [later]}).findings == ()


def test_a_risk_that_is_gone_is_asked_about_and_one_that_is_closed_is_not(case):
    first, second = risk("Leverandøren rekker ikke fristen for godkjenning"), risk("Få pasienter i utprøvingen")
    finding = only(case({"risks": [first, second]}, {"risks": [second]}))
    assert (finding.code, finding.content, finding.severity) == (CODE.DISAPPEARED, Content.RISK, Severity.WEAK)
    assert "nr. 1 «Leverandøren rekker ikke fristen for godkjenning» i forrige rapport" in finding.message_nb
    assert case({"risks": [first, second]}, {"risks": [second, {**first, "state": "closed"}]}).findings == ()
    assert case({"risks": [{**first, "state": "closed"}, second]}, {"risks": [second]}).findings == ()
    reworded = risk("Leverandøren rekker kanskje ikke fristen for godkjenning")
    assert case({"risks": [first, second]}, {"risks": [reworded, second]}).findings == ()


def test_saying_that_there_are_no_risks_answers_for_them_all(case):
    assert case({"risks": [risk("Leverandøren rekker ikke fristen")]}, {"risks": NOTHING}).findings == ()


def test_an_initiative_nobody_demanded_that_is_no_longer_there_is_asked_about(case):
    def was_there(previous, values):
        previous["initiatives"]["gamma"] = {"progress": "Forprosjektet er i gang i to kommuner."}

    finding = only(case({}, {}, was_there))
    assert (finding.code, finding.initiative, finding.content) == (CODE.DISAPPEARED, "gamma", "")

    def was_empty(previous, values):
        previous["initiatives"]["gamma"] = {}

    assert case({}, {}, was_empty).findings == ()


def test_without_the_habit_or_without_a_report_before_nothing_is_asked(case, small, complete_report, read, names):
    assert case({"actions": [ACTION], "status": RED}, {}, habits=Habits(continuity=False)).findings == ()
    assert judge(small["report.hdir"], read(complete_report(small["report.hdir"])), names=names).findings == ()


def test_no_sentence_quotes_more_than_what_the_last_report_left_open(case):
    secret = "HEMMELIG-4711"
    status = {"light": "red", "text": secret}
    before = {
        "actions": [{**ACTION, "owner": secret, "state": "open"}],
        "risks": [risk("A b", mitigation=secret)],
        "status": status,
    }
    new = {"actions": [{"description": secret}], "risks": [risk(secret)]}
    judged = case(before, {"status": status, "progress": "-", "deviation": "-", **new})
    assert {CODE.RED_UNANSWERED, CODE.ACTION_UNANSWERED, CODE.DISAPPEARED} <= {f.code for f in judged.findings}
    assert all(secret not in f.message_nb + f.message_en + f.place for f in judged.findings)


def test_the_reports_before_are_those_of_the_same_actor_and_document_type_latest_first(shipped):
    key = "digital-samhandling-2024.followup-report.followup-2024-{}.nhn"
    item = shipped[key.format(4)]
    assert predecessors(item, shipped.values()) == tuple(key.format(no) for no in (3, 2, 1))
    assert predecessors(shipped[key.format(1)], shipped.values()) == ()


def _money(spent: object) -> dict[str, Any]:
    return {"economy": {"allocated": 7_000_000, "carried_over": 0, "spent": spent, "forecast": 7_000_000}}


@pytest.mark.parametrize("spent", [3_500, 3_499_999, 0])
def test_less_spent_than_in_the_last_report_is_asked_about(case, spent):
    """Thousands where kroner are meant, or another column: within a year it only grows."""
    finding = only(case(_money(3_500_000), _money(spent)))
    assert (finding.code, finding.severity, finding.content) == (CODE.SPENT_FELL, Severity.WEAK, Content.ECONOMY)
    assert finding.place == "initiatives.alfa.economy.spent"
    assert "mindre forbruk enn i forrige rapport. Porteføljekontoret spør om dette." in finding.message_nb
    assert "less spent than in the last report. The portfolio office asks about this." in finding.message_en


def test_as_much_spent_or_more_or_the_first_report_of_another_year_is_not(case):
    assert case(_money(3_500_000), _money(3_500_000)).findings == ()
    assert case(_money(3_500_000), _money(3_500_001)).findings == ()

    def last_year(previous, values):
        previous["deliverable"] = "annet-2023." + previous["deliverable"].partition(".")[2]

    assert case(_money(3_500_000), _money(1), last_year).findings == ()
    assert case(_money(3_500_000), _money(1), habits=Habits(continuity=False)).findings == ()
