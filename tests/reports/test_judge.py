"""A report is complete when every demand of a letter or a mandate is met; each gap is one finding that names its maker."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arshjul.models.codes import Completeness, Content, Maker
from arshjul.reports.findings import FindingCode, Severity
from arshjul.reports.judge import judge
from arshjul.reports.skeleton import skeleton
from arshjul.reports.thin import says_nothing, tells
from arshjul.reports.wording import grouped

COMPLETE, INCOMPLETE = Completeness.COMPLETE, Completeness.INCOMPLETE
NOTHING = {"nothing_to_report": True, "reason": "Ingen endring siden rapporten i april."}
FIELD = {Content.RISK: "risks", Content.MITIGATION: "risks"}
OVERALL = {Content.SUPPLEMENTARY_FUNDING: "supplementary_funding", Content.REALLOCATION: "reallocations"}


@pytest.fixture
def case(small, complete_report, read, names):
    """Judge a changed complete report of one deliverable of the small wheel."""

    def run(change=lambda values: None, of="report.nhn"):
        values = copy.deepcopy(complete_report(small[of]))
        change(values)
        return judge(small[of], read(values), names=names)

    return run


def alfa(field: str, value: Any):
    """A change that sets one field of initiative alfa."""
    return lambda values: values["initiatives"]["alfa"].__setitem__(field, value)


def only(judgement):
    """The one finding there is."""
    assert len(judgement.findings) == 1, judgement.findings
    return judgement.findings[0]


def test_every_complete_report_of_the_small_wheel_has_no_finding(case, small):
    for of in small:
        assert case(of=of).findings == ()
        assert case(of=of).completeness is COMPLETE


def test_every_deliverable_of_the_shipped_wheel_can_be_met(shipped, complete_report, read):
    for item in shipped.values():
        judged = judge(item, read(complete_report(item)), names={})
        assert (judged.completeness, judged.findings) == (COMPLETE, ()), item.key


def test_an_unfilled_skeleton_lacks_exactly_what_is_demanded(shipped, read):
    for item in shipped.values():
        values = skeleton(item)
        if values["type"] == "envelope":
            continue
        values |= {"submitted_by": "a@b.no", "submitted_at": "2024-05-30T12:00:00Z"}
        found = judge(item, read(values), names={}).findings
        lacking = {(finding.initiative, finding.content) for finding in found}
        assert lacking == {(slug, code) for slug, codes in item.required.items() for code in codes}
        assert len(found) == len(lacking)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_taking_away_one_demanded_part_gives_its_finding_and_putting_it_back_mends_it(
    shipped, complete_report, read, data
):
    item = shipped[data.draw(st.sampled_from(sorted(key for key, one in shipped.items() if one.required)))]
    initiative = data.draw(st.sampled_from(sorted(item.required)))
    content = data.draw(st.sampled_from(item.required[initiative]))
    values = complete_report(item)
    before = copy.deepcopy(values)
    expected = {(initiative, content)}
    if values["type"] == "envelope":
        values["holds"][initiative].remove(content.value)
    elif content in OVERALL:
        values[OVERALL[content]] = data.draw(st.sampled_from([None, [], "", " \n"]))
        expected = {(slug, content) for slug, codes in item.required.items() if content in codes}
    else:
        section = values["general"] if initiative == "general" else values["initiatives"][initiative]
        if content is Content.MITIGATION:
            section["risks"][1]["mitigation"] = ""
        else:
            section[FIELD.get(content, content.value)] = None
        if content is Content.RISK:
            expected |= {(initiative, Content.MITIGATION)} & {(initiative, code) for code in item.required[initiative]}
    judged = judge(item, read(values), names={})
    assert {(finding.initiative, finding.content) for finding in judged.findings} == expected
    assert all(finding.severity is Severity.MISSING for finding in judged.findings)
    assert judged.completeness is INCOMPLETE  # every demand of the shipped wheel is a letter's or a mandate's
    assert judge(item, read(before), names={}).completeness is COMPLETE


def test_the_demands_before_the_meeting_of_9_september_differ_between_initiatives_and_actors(
    shipped, complete_report, read
):
    """The maternity record's mandate asks for no deviations and no money matters; the letter to NHN does."""
    key = "digital-samhandling-2024.followup-report.followup-2024-4."
    values = complete_report(shipped[key + "hdir"])
    values["deliverable"] = key + "nhn"
    found = judge(shipped[key + "nhn"], read(values), names={}).findings
    assert {(finding.initiative, finding.content, finding.maker) for finding in found} == {
        ("dhg", Content.DEVIATION, Maker.LETTER),
    }
    values["supplementary_funding"] = values["reallocations"] = None
    found = judge(shipped[key + "hdir"], read({**values, "deliverable": key + "hdir"}), names={}).findings
    assert {finding.initiative for finding in found} == {"pll", "pjd", "pps", "pmd", "pki"}


def test_an_absent_initiative_is_one_line_with_every_demand_traceable(case, names):
    found = case(lambda values: values["initiatives"].pop("alfa")).findings
    assert [finding.content for finding in found] == [
        Content.STATUS, Content.PROGRESS, Content.QUALITY, Content.RISK, Content.MITIGATION, Content.ECONOMY,
        Content.DEVIATION, Content.RESOURCE_USE,
    ]  # fmt: skip
    lines = grouped(found, names=names)
    assert sum(len(line.findings) for line in lines) == len(found)
    assert [line.message_nb for line in lines] == [
        "Tiltak alfa: status, fremdrift, risiko, risikoreduserende tiltak, økonomi, avvik og forholdet mellom "
        "ressursbruk og måloppnåelse mangler. Krav i Mandat 6, Brevets slutt og Kontorets vane.",
        "Tiltak alfa: kvalitet mangler. Porteføljekontoret ber om det.",
    ]


def test_what_only_the_office_asks_for_is_shown_and_never_makes_a_report_incomplete(case):
    judged = case(alfa("quality", ""))
    assert (only(judged).maker, only(judged).severity) == (Maker.OFFICE, Severity.MISSING)
    assert judged.completeness is COMPLETE


def test_a_letter_wins_over_mandate_and_office_and_every_place_is_named(case):
    finding = only(case(alfa("economy", None)))
    assert (finding.maker, finding.obligation) == (Maker.LETTER, "by-letter")
    assert [source.section for source in finding.sources] == ["Brevets slutt", "Mandat 6", "Kontorets vane"]
    assert finding.source and finding.source.lines == (3, 4)
    assert finding.message_en.startswith("Initiative alpha: finances missing. Demanded in Brevets slutt")


@pytest.mark.parametrize("text", ["-", "OK", "se over", "ingen", "...", "N/A", " Ingen. ", "uendret", "-" * 300])
def test_a_text_that_says_nothing_is_a_weak_finding_and_no_gap(case, text):
    judged = case(alfa("deviation", text))
    assert (only(judged).code, only(judged).severity) == (FindingCode.SAYS_NOTHING, Severity.WEAK)
    assert judged.completeness is COMPLETE


@pytest.mark.parametrize("text", ["Uendret siden rapporten i juni.", "Ingen avvik fra planen.", "Forsinket to uker"])
def test_a_short_text_that_says_something_is_fine(case, text):
    assert case(alfa("deviation", text)).findings == ()


@given(
    st.text(max_size=60)
    | st.text(alphabet=" -.a", min_size=38, max_size=44)
    | st.sampled_from(["ok", "I rute.", "Nei"])
)
def test_the_quick_look_at_a_text_says_what_the_long_one_says(text):
    assert tells(text) is (bool(text.strip()) and not says_nothing(text))


def test_nothing_to_report_is_a_statement_with_a_reason(case):
    assert case(alfa("deviation", NOTHING)).findings == ()
    finding = only(case(alfa("deviation", {"nothing_to_report": True})))
    assert (finding.code, finding.place) == (FindingCode.NO_REASON, "initiatives.alfa.deviation.reason")
    assert case(alfa("deviation", {"nothing_to_report": True, "reason": " "})).completeness is INCOMPLETE


def test_a_status_needs_its_light_and_its_text(case):
    assert only(case(alfa("status", {"text": "I rute fra mai."}))).place == "initiatives.alfa.status.light"
    assert only(case(alfa("status", {"light": "red"}))).place == "initiatives.alfa.status.text"
    assert only(case(alfa("status", {}))).place == "initiatives.alfa.status"


def test_every_risk_needs_its_mitigation_and_the_finding_says_which(case):
    finding = only(case(lambda values: values["initiatives"]["alfa"]["risks"][1].pop("mitigation")))
    assert (finding.content, finding.place) == (Content.MITIGATION, "initiatives.alfa.risks[1].mitigation")
    assert finding.message_nb == ("Tiltak alfa: risikoreduserende tiltak mangler for risiko nr. 2. Krav i Mandat 6.")


def test_saying_that_there_are_no_risks_meets_risk_and_mitigation(case):
    assert case(alfa("risks", NOTHING)).findings == ()
    assert [f.content for f in case(alfa("risks", [])).findings] == [Content.RISK, Content.MITIGATION]


def test_a_row_nobody_filled_in_is_no_risk(case):
    blank = {"description": "", "probability": None, "consequence": None, "mitigation": " "}
    assert [f.content for f in case(alfa("risks", [blank])).findings] == [Content.RISK, Content.MITIGATION]
    assert case(lambda values: values["initiatives"]["alfa"]["risks"].append(blank)).findings == ()


def test_a_risk_without_description_is_a_gap_and_one_without_scores_a_question(case):
    finding = only(case(alfa("risks", [{"probability": 1, "consequence": 2, "mitigation": "Ny avtale er inngått."}])))
    assert (finding.content, finding.place) == (Content.RISK, "initiatives.alfa.risks[0].description")
    judged = case(alfa("risks", [{"description": "Forsinkelse", "mitigation": "Ny avtale er inngått."}]))
    assert (only(judged).code, judged.completeness) == (FindingCode.UNRATED_RISK, COMPLETE)


@pytest.mark.parametrize("figure", ["allocated", "carried_over", "spent", "forecast"])
def test_economy_is_all_four_figures(case, figure):
    finding = only(case(lambda values: values["initiatives"]["alfa"]["economy"].pop(figure)))
    assert (finding.code, finding.place) == (FindingCode.PARTLY_MISSING, f"initiatives.alfa.economy.{figure}")


def test_zero_kroner_is_a_figure(case):
    figures = dict.fromkeys(("allocated", "carried_over", "spent", "forecast"), 0)
    assert case(alfa("economy", figures)).findings == ()


def test_an_overall_statement_speaks_for_every_initiative(case, names):
    def silent(values):
        values["supplementary_funding"] = None

    found = case(silent).findings
    assert [(f.initiative, f.place) for f in found] == [
        ("alfa", "supplementary_funding"),
        ("beta", "supplementary_funding"),
    ]
    line = grouped(found, names=names)[0]
    assert line.message_nb.startswith("Tiltak alfa og Tiltak beta: behov for midler fra forventet tillegg mangler.")

    def one_speaks(values):
        silent(values)
        values["initiatives"]["alfa"]["supplementary_funding"] = {
            "amount": "2500000.00",
            "reason": "Flere utprøvinger.",
        }

    assert only(case(one_speaks)).initiative == "beta"


def test_an_overall_list_of_needs_is_enough(case):
    need = {"initiative": "alfa", "amount": "2500000.00", "reason": "Flere utprøvinger."}
    assert case(lambda values: values.__setitem__("supplementary_funding", [need])).findings == ()


def test_an_initiative_that_contradicts_the_whole_is_a_question(case):
    judged = case(alfa("supplementary_funding", {"amount": 1, "reason": "Flere utprøvinger."}))
    assert (only(judged).code, judged.completeness) == (FindingCode.CONTRADICTION, COMPLETE)


def moves(*rows, **own):
    """A change that sets the overall moves, and initiatives' own changes."""

    def change(values):
        values["reallocations"] = [
            {"from": source, "to": target, "amount": amount, "reason": "Kapasitet."} for source, target, amount in rows
        ] or None
        for slug, amount in own.items():
            values["initiatives"].setdefault(slug, {})["reallocation"] = {"change": amount, "reason": "Kapasitet."}

    return change


def test_moves_between_initiatives_are_fine_and_may_be_said_again_per_initiative(case):
    assert case(moves(("alfa", "beta", "0.10"))).findings == ()
    assert case(moves(("alfa", "beta", "0.10"), ("alfa", "beta", "0.20"), alfa="-0.30", beta="0.30")).findings == ()
    assert case(moves(alfa="-1500000.00", beta="1500000.00")).findings == ()


def test_money_that_goes_nowhere_is_wrong(case):
    judged = case(moves(("alfa", "ukjent", "1.00")))
    assert {(f.code, f.severity) for f in judged.findings} == {(FindingCode.UNBALANCED, Severity.WRONG)}
    assert judged.completeness is INCOMPLETE


def test_changes_that_do_not_net_to_zero_are_wrong(case):
    judged = case(moves(alfa="-0.30", beta="0.20"))
    assert [f.code for f in judged.findings] == [FindingCode.UNBALANCED] * 2
    assert judged.completeness is INCOMPLETE


def test_a_change_that_differs_from_the_list_is_wrong_where_it_stands(case):
    finding = only(case(moves(("alfa", "beta", "100.00"), alfa="-90.00")))
    assert (finding.place, finding.severity) == ("initiatives.alfa.reallocation.change", Severity.WRONG)


def test_an_initiative_that_says_nothing_moved_while_the_list_moves_its_money_is_wrong(case):
    def change(values):
        moves(("alfa", "beta", "100.00"))(values)
        values["initiatives"]["beta"]["reallocation"] = NOTHING

    assert only(case(change)).place == "initiatives.beta.reallocation"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["alfa", "beta", "gamma"]), st.sampled_from(["alfa", "beta", "gamma"]),
                          st.integers(1, 10**15))))  # fmt: skip
def test_any_moves_between_initiatives_net_to_zero_to_the_ore(case, rows):
    """Binary floats would not: a tenth and two tenths are not three."""
    kept = [(source, target, str(Decimal(ore).scaleb(-2))) for source, target, ore in rows if source != target]
    net: dict[str, Decimal] = {"alfa": Decimal(), "beta": Decimal()}
    for source, target, amount in kept:
        for slug, sign in ((source, -1), (target, 1)):
            net[slug] = net.get(slug, Decimal()) + sign * Decimal(amount)
    own = {slug: str(amount) for slug, amount in net.items() if slug != "gamma" and abs(amount) < 10**15}
    judged = case(moves(*kept, **own))
    assert FindingCode.UNBALANCED not in {finding.code for finding in judged.findings}


def test_a_report_for_another_deliverable_is_never_complete(case):
    finding = only(case(lambda values: values.__setitem__("deliverable", "small.report.2023.nhn")))
    assert (finding.code, finding.severity, finding.blocks) == (FindingCode.WRONG_DELIVERABLE, Severity.WRONG, True)
    judged = case(lambda values: values.__setitem__("deliverable", "small.report.2024.hdir"))
    assert (only(judged).code, judged.completeness) == (FindingCode.WRONG_ACTOR, INCOMPLETE)


def test_an_initiative_nobody_asked_for_is_a_question(case):
    judged = case(lambda values: values["initiatives"].__setitem__("gamma", {}))
    assert (only(judged).code, only(judged).severity) == (FindingCode.NOT_ASKED_FOR, Severity.WEAK)
    assert judged.completeness is COMPLETE


def test_an_envelope_is_judged_by_what_it_claims_to_hold(case):
    finding = only(case(lambda values: values["holds"]["alfa"].remove("fund_split"), of="tasks.nhn"))
    assert (finding.content, finding.place) == (Content.FUND_SPLIT, "holds.alfa.fund_split")
    found = case(lambda values: values.__setitem__("holds", {"gamma": ["tasks"]}), of="tasks.nhn").findings
    assert [f.place for f in found] == [
        "holds.alfa.tasks", "holds.alfa.fund_split", "holds.beta.tasks", "holds.general.tasks", "holds.gamma",
    ]  # fmt: skip


def test_a_status_report_in_place_of_a_plan_lacks_the_plan(small, complete_report, read, names):
    values = complete_report(small["report.hdir"]) | {"deliverable": small["tasks.hdir"].key}
    judged = judge(small["tasks.hdir"], read(values), names=names)
    assert FindingCode.WRONG_FORM in {finding.code for finding in judged.findings}
    assert judged.completeness is INCOMPLETE


def test_no_letter_demands_our_form(small, complete_report, read, names):
    """An envelope in place of a status report is judged by its claims; the form itself is the office's wish."""
    report, item = complete_report(small["tasks.nhn"]), small["report.nhn"]
    report |= {"deliverable": item.key, "holds": {slug: list(codes) for slug, codes in item.required.items()}}
    judged = judge(item, read(report), names=names)
    assert (only(judged).code, judged.completeness) == (FindingCode.WRONG_FORM, COMPLETE)


def test_findings_are_unique_by_code_initiative_and_place(shipped, read):
    for item in shipped.values():
        empty = {
            "schema": 1,
            "type": "status_report",
            "deliverable": "x",
            "submitted_by": "a@b.no",
            "submitted_at": "2024-01-01T00:00Z",
        }
        found = judge(item, read(empty), names={}).findings
        assert len({(f.code, f.initiative, f.place) for f in found}) == len(found)


def test_messages_never_quote_the_report(case):
    secret = "HEMMELIG-4711"
    change = lambda values: values["initiatives"]["alfa"].update(  # noqa: E731
        progress=secret,
        status={"text": secret},
        risks=[{"description": secret}],
        deviation={"nothing_to_report": True, "reason": secret},
    )
    assert all(secret not in f.message_nb + f.message_en + f.place for f in case(change).findings)
