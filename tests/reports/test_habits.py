"""What only the office asks for, each of which it may turn off; a light that is not green; what would settle a finding."""

import copy
from typing import Any

import pytest

from arshjul.models.codes import Completeness, Content, Maker
from arshjul.models.habits import Habits
from arshjul.reports.findings import FindingCode, Severity
from arshjul.reports.judge import RULES_VERSION, judge, rules_version

CODE = FindingCode
NOTHING = {"nothing_to_report": True, "reason": "Planen fra februar holder."}
LATE = "Leverandøren leverte tre uker senere enn avtalt."
RISK = {
    "description": "Grensesnittet blir forsinket.",
    "probability": 2,
    "consequence": 4,
    "mitigation": "Flere folk er satt inn.",
}
OFF = Habits(
    risk_scale=False, risk_owner=False, economy_columns=False, explained_lights=False, forecast_tolerance=None,
    continuity=False,
)  # fmt: skip


@pytest.fixture
def case(small, complete_report, read, names):
    """Judge a complete report of which some fields of alfa are changed; of="report.nhn" is the small wheel's."""

    def run(of="report.nhn", initiative="alfa", habits=Habits(), **fields: Any):
        values = copy.deepcopy(complete_report(small[of]))
        values["initiatives"][initiative] |= fields
        return judge(small[of], read(values), names=names, habits=habits)

    return run


def only(judgement):
    assert len(judgement.findings) == 1, judgement.findings
    return judgement.findings[0]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"risks": [{**RISK, "probability": None}]}, CODE.UNRATED_RISK),
        ({"risks": [{**RISK, "consequence": 5, "probability": 5}]}, CODE.UNOWNED_RISK),
        ({"economy": {"spent": 1}}, CODE.PARTLY_MISSING),
        ({"economy": {"allocated": 100, "carried_over": 0, "spent": 0, "forecast": 90}, "deviation": NOTHING},
         CODE.FORECAST_UNEXPLAINED),
        ({"status": {"light": "yellow", "text": "Forsinket til høsten."}, "deviation": NOTHING}, CODE.LIGHT_UNEXPLAINED),
    ],
)  # fmt: skip
def test_a_habit_gives_a_finding_that_leaves_the_report_complete_and_can_be_turned_off(case, fields, code):
    judged = case(**fields)
    assert (only(judged).code, judged.completeness) == (code, Completeness.COMPLETE)
    assert case(**fields, habits=OFF).findings == ()


def test_turning_every_habit_off_leaves_what_letter_and_mandate_demand(case):
    for fields in ({"economy": None}, {"economy": {}}, {"risks": []}, {"deviation": ""}, {"status": None}):
        judged = case(**fields, habits=OFF)
        assert judged.completeness is Completeness.INCOMPLETE, fields
        assert {f.maker for f in judged.findings} <= {Maker.LETTER, Maker.MANDATE}


@pytest.mark.parametrize(("probability", "consequence", "owner", "found"), [(3, 4, "", True), (3, 3, "", False), (2, 5, "", False),
                                                                      (3, 4, "Prosjektleder", False), (3, 4, " ", True),
                                                                      (5, 5, "", True)])  # fmt: skip
def test_a_high_risk_has_an_owner(case, probability, consequence, owner, found):
    risk = {**RISK, "probability": probability, "consequence": consequence, "owner": owner}
    findings = case(risks=[RISK, risk]).findings
    assert [(f.code, f.place, f.maker) for f in findings] == (
        [(CODE.UNOWNED_RISK, "initiatives.alfa.risks[1].owner", Maker.OFFICE)] if found else []
    )
    assert case(risks=[{**RISK, "owner": ""}], habits=Habits(high_risk=8)).findings
    assert not case(risks=[{**RISK, "owner": ""}], habits=Habits(high_risk=9)).findings


@pytest.mark.parametrize(
    ("count", "nb", "en"),
    [
        (1, "risiko nr. 1 er høy, men har ingen ansvarlig.", "risk no. 1 is high, but has no owner."),
        (2, "risiko nr. 1, 2 er høye, men har ingen ansvarlig.", "risk no. 1, 2 are high, but have no owner."),
    ],
)
def test_which_high_risks_lack_an_owner_is_said_in_a_sentence(case, count, nb, en):
    found = only(case(risks=[{**RISK, "consequence": 5, "probability": 5}] * count))
    assert nb in found.message_nb and en in found.message_en


def test_a_closed_risk_needs_its_description_and_no_more(case):
    closed = {"description": "Grensesnittet blir forsinket.", "state": "closed"}
    assert case(risks=[closed, RISK]).findings == ()
    assert case(risks=[closed]).findings == ()
    assert only(case(risks=[{"state": "closed", "probability": 1}])).code is CODE.PARTLY_MISSING


@pytest.mark.parametrize(("light", "severity", "complete"), [("yellow", Severity.WEAK, Completeness.COMPLETE),
                                                             ("red", Severity.WRONG, Completeness.INCOMPLETE)])  # fmt: skip
@pytest.mark.parametrize(("field", "content"), [("deviation", Content.DEVIATION), ("risks", Content.MITIGATION)])
def test_nothing_to_report_beside_a_light_that_is_not_green(case, light, severity, complete, field, content):
    """A red light that nothing is wrong with cannot be right; a yellow one is a question. Letter and mandate demand both."""
    fields = {"status": {"light": light, "text": "Utprøvingen er forsinket."}, "deviation": LATE, field: NOTHING}
    judged = case(**fields)
    finding = only(judged)
    assert (finding.code, finding.content, finding.severity) == (CODE.LIGHT_UNEXPLAINED, content, severity)
    assert finding.maker is not Maker.OFFICE
    assert judged.completeness is complete
    assert case(**{**fields, "status": {"light": "green", "text": "Utprøvingen går som den skal."}}).findings == ()


@pytest.mark.parametrize("light", ["yellow", "red"])
def test_where_no_one_demands_a_deviation_the_office_asks_for_it(case, light):
    """Beta's report demands status and risk, neither deviation nor mitigation."""
    status = {"light": light, "text": "Utprøvingen er forsinket."}
    finding, other = case(initiative="beta", status=status, risks=[{**RISK, "mitigation": ""}]).findings
    assert {f.content for f in (finding, other)} == {Content.DEVIATION, Content.MITIGATION}
    assert {(f.code, f.maker, f.severity, f.blocks) for f in (finding, other)} == {
        (CODE.LIGHT_UNEXPLAINED, Maker.OFFICE, Severity.MISSING, False)
    }
    assert case(initiative="beta", status=status, deviation=LATE, risks=[RISK]).findings == ()


def test_a_light_explained_in_words_is_fine_and_a_missing_deviation_is_told_once(case):
    red = {"light": "red", "text": "Utprøvingen er stanset."}
    assert case(status=red, deviation=LATE).findings == ()
    assert only(case(status=red, deviation="")).code is CODE.MISSING
    assert only(case(status=red, deviation="OK")).code is CODE.SAYS_NOTHING


def test_the_office_asks_for_four_columns_and_the_letter_for_finances(case):
    finding = only(case(economy={"allocated": 1, "spent": 0}))
    assert (finding.maker, finding.severity, finding.blocks) == (Maker.OFFICE, Severity.MISSING, False)
    assert (
        finding.message_nb == "Tiltak alfa: økonomi mangler tall for overført, prognose. Porteføljekontoret ber om det."
    )
    assert only(case(economy={})).maker is Maker.LETTER


def test_judgements_are_kept_apart_by_the_habits_they_were_made_by():
    assert rules_version() == rules_version(Habits()) == RULES_VERSION
    versions = {
        rules_version(),
        rules_version(OFF),
        rules_version(Habits(high_risk=15)),
        rules_version(Habits(high_risk=16)),
    }
    assert len(versions) == 4
    assert all(version.startswith(RULES_VERSION) for version in versions)


@pytest.mark.parametrize("wrong", [{"high_risk": 0}, {"high_risk": 26}, {"high_risk": "12"}, {"forecast_tolerance": 101},
                                   {"forecast_tolerance": -1}, {"forecast_tolerance": 5.0}, {"risk_scale": "no"}, {"x": 1}])  # fmt: skip
def test_settings_out_of_bounds_are_refused(wrong):
    with pytest.raises(ValueError):
        Habits.model_validate(wrong)


@pytest.mark.parametrize("code", list(FindingCode))
def test_every_kind_of_finding_says_what_would_settle_it_in_both_languages(code):
    from arshjul.reports.settling import settled_by

    nb, en = settled_by(code)
    assert nb.endswith(".") and en.endswith(".") and nb.isprintable() and en.isprintable()
    assert len(nb.split()) < 25 and len(en.split()) < 25


@pytest.mark.parametrize("code", list(FindingCode))
def test_what_is_there_and_wrong_is_never_told_as_missing_and_its_few_words_fit_a_message(code):
    from arshjul.reports.settling import briefly, to_mend

    nb, en = briefly(code)
    assert bool(nb) == bool(en) and len(nb) < 45 and len(en) < 45
    assert to_mend(code) == (code not in {CODE.MISSING, CODE.PARTLY_MISSING, CODE.NO_REASON})


@pytest.mark.parametrize("text", ["-", "...", "OK", "ok.", "se over", "Se vedlegg!", "ingen endring", "som planlagt", "I henhold til plan",
                                  "uendret", "N/A", "alt ok"])  # fmt: skip
def test_stopgaps_say_nothing(case, text):
    assert only(case(progress=text)).code is CODE.SAYS_NOTHING


@pytest.mark.parametrize("text", ["Uendret siden juni", "uendret siden forrige rapport", "Ingen endring siden 6. juni.",
                                  "Se vedlegg 2, side 4", "To av tre er ferdige"])  # fmt: skip
def test_unchanged_since_a_time_says_something(case, text):
    assert case(progress=text).findings == ()
