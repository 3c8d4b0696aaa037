"""The joint report from what has come: whole pictures, what is lacking and from whom, and nothing that is restricted."""

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from joint_cases import (
    HDIR,
    HOSTILE,
    MEETING,
    NHN,
    SECRET,
    demanding,
    docx_tables,
    docx_text,
    figures,
    section,
    sent_in,
)
from office import Office

from arshjul.calendar.appropriations import read_money
from arshjul.flows.accepting import give_back
from arshjul.flows.annexing import annex_values, show
from arshjul.flows.approving import answer, enter
from arshjul.flows.board import board
from arshjul.flows.changing import applied
from arshjul.flows.compiling import gather, joint_values
from arshjul.flows.moving import cancel
from arshjul.flows.recorded import Words
from arshjul.models.allocation_file import MoneyFile
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput
from arshjul.models.reallocation import Reallocation
from arshjul.reports.joint.docx_file import docx
from arshjul.reports.joint.docx_form import annex_form, joint_form
from arshjul.reports.joint.pages import html, markdown

NHN_MONEY = {
    "pll": figures("67200000", "0", "31450000.50", "66000000"),
    "pps": figures("18000000", "250000", "9000000", "18300000.25"),
}
HDIR_MONEY = {"pll": figures("35300000", "-100000", "1", "35300000"), "pps": figures("0", "0", "0", "0")}


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    set_lang(Lang.NB)
    made = Office(tmp_path, database_url, edit=demanding)
    made.load("2024-01-16")
    yield made
    made.close()


def put(
    office: Office, actor: str, key: str, initiatives: dict[str, Any], at: str = "2024-08-20", **overall: Any
) -> None:
    office.sources[actor].files[f"{key}.{at}.json"] = sent_in(key, at, initiatives, **overall)


def values(office: Office, when: str = "2024-08-27") -> dict[str, Any]:
    parts = office.at(when)
    return joint_values(parts, gather(parts, MEETING))


def both(office: Office) -> None:
    put(office, "nhn", NHN, {slug: section(economy=money) for slug, money in NHN_MONEY.items()})
    put(
        office,
        "hdir",
        HDIR,
        {slug: section("yellow", deviation="To uker bak planen.", economy=money) for slug, money in HDIR_MONEY.items()},
    )
    office.day("2024-08-21")


def test_before_anything_has_come_the_document_says_so(office: Office) -> None:
    found = values(office, "2024-08-01")
    assert found["summary"][:2] == [
        "Ingen rapporter er mottatt ennå.",
        "Det mangler rapport fra Helsedirektoratet og Norsk helsenett.",
    ]
    assert [one["lines"] for one in found["missing"]] == [["Ikke mottatt. Frist mandag 26. august 2024."]] * 2
    assert found["economy"]["total"]["cells"] == ["–"] * 5
    for page in (html("joint", found), markdown("joint", found)):
        assert "Ingen rapporter er mottatt ennå." in page.decode()
    assert "Ingen rapporter er mottatt ennå." in docx_text(
        docx(joint_form(), found, place="x", on=office.at("2024-08-01").moment.today)
    )


def test_what_both_report_stands_side_by_side(office: Office) -> None:
    both(office)
    found = values(office)
    assert found["title"] == "Samlet statusrapport"
    assert found["subtitle"] == "Oppfølgingsmøte, mandag 9. september 2024"
    assert found["actors"] == ["Helsedirektoratet", "Norsk helsenett"], "in the wheel's order"
    assert [[cell["word"] for cell in row["cells"]] for row in found["lights"]] == [["Gul", "Grønn"], ["Gul", "Grønn"]]
    pll = found["initiatives"][0]
    assert [said["text"] for said in pll["deviation"]] == [
        ["To uker bak planen."], ["Ingenting å melde: Ingen avvik fra planen i perioden."]
    ]  # fmt: skip
    assert [risk["actor"] for risk in pll["risks"]] == ["Helsedirektoratet", "Norsk helsenett"]
    assert found["missing"] == []


def test_sums_are_those_of_the_reports(office: Office) -> None:
    """Recounted here from the figures that were sent, not by the code that adds them up."""
    both(office)
    found = gather(office.at("2024-08-27"), MEETING).picture
    for one in found.initiatives:
        for no, name in enumerate(("allocated", "carried_over", "spent", "forecast")):
            assert one.economy.total.columns[no] == Decimal(NHN_MONEY[one.slug][name]) + Decimal(
                HDIR_MONEY[one.slug][name]
            )
    everything = [money for sent in (NHN_MONEY, HDIR_MONEY) for money in sent.values()]
    over = sum(Decimal(m["forecast"]) - Decimal(m["allocated"]) - Decimal(m["carried_over"]) for m in everything)
    assert found.economy.total.columns == (
        Decimal(120500000), Decimal(150000), Decimal("40450001.50"), Decimal("119600000.25"), over,
    )  # fmt: skip
    assert all(found.economy.total.whole) and not found.economy.marked


def test_a_sum_without_everybodys_figures_is_marked(office: Office) -> None:
    put(office, "nhn", NHN, {"pll": section(), "pps": section()})
    office.day("2024-08-21")
    found = values(office)
    assert found["economy"]["total"]["cells"][0].replace("\N{NO-BREAK SPACE}", " ") == "2 001*"
    assert found["economy"]["note"] and found["initiatives"][0]["economy"]["rows"][0]["cells"] == ["–"] * 5
    assert [row["cells"][0]["word"] for row in found["lights"]] == ["Ikke mottatt", "Ikke mottatt"]
    assert found["initiatives"][0]["absent"] == ["Helsedirektoratet"]


def test_only_the_newest_version_counts_and_only_what_had_come(office: Office) -> None:
    put(office, "nhn", NHN, {"pll": section("red", deviation="Stoppet."), "pps": section()}, "2024-08-19")
    office.day("2024-08-20")
    put(office, "nhn", NHN, {"pll": section("green"), "pps": section()}, "2024-08-22")
    office.day("2024-08-23")
    assert values(office)["lights"][0]["cells"][1]["word"] == "Grønn"
    before = values(office, "2024-08-21")
    assert before["lights"][0]["cells"][1]["word"] == "Rød" and "Rødt lys: Legemiddellisten." in before["summary"]


def test_an_incomplete_report_is_told_by_its_parts(office: Office) -> None:
    less = section()
    del less["progress"], less["deviation"]
    put(office, "nhn", NHN, {"pll": less, "pps": section()}, supplementary_funding=None)
    office.day("2024-08-21")
    found = values(office)
    assert "Rapporten fra Norsk helsenett er ikke fullstendig." in found["summary"]
    mine = next(one for one in found["missing"] if one["actor"] == "Norsk helsenett")
    assert mine["lines"] == [
        "Legemiddellisten: fremdrift, behov for midler fra forventet tillegg og avvik",
        "Prøvesvar: behov for midler fra forventet tillegg",
    ]
    assert found["initiatives"][0]["progress"] == [{"actor": "Norsk helsenett", "text": ["Ikke besvart."]}]


def test_what_a_person_has_sent_back_is_lacking_though_complete(office: Office) -> None:
    both(office)
    give_back(office.at("2024-08-22"), NHN, Words("hod", "", "Tallene er fra i fjor."))
    mine = next(one for one in values(office)["missing"] if one["actor"] == "Norsk helsenett")
    assert mine["lines"][0] == "Sendt tilbake for retting."


def test_restricted_reports_are_counted_and_nothing_else(office: Office) -> None:
    both(office)
    secret = {"pll": {"status": {"light": "red", "text": "Hemmelig hendelse i nettet."}}}
    moves = [{"from": "pps", "to": "pll", "amount": "77", "reason": "Hemmelig flytting."}]
    put(office, "nhn", SECRET, secret, reallocations=moves)
    office.day("2024-08-22")
    parts = office.at("2024-08-27")
    found = gather(parts, MEETING)
    made = joint_values(parts, found)
    for actor in ("nhn", "hdir"):
        show(parts, MEETING, actor, "hod")
    annexed = annex_values(parts, found, None)
    assert len(annexed["actors"]) == 2
    on = parts.moment.today
    pages = [html("joint", made), markdown("joint", made), html("annex", annexed), markdown("annex", annexed)]
    texts = [page.decode() for page in pages] + [docx_text(docx(joint_form(), made, place="x", on=on))]
    texts.append(docx_text(docx(annex_form(), annexed, place="x", on=on)))
    for text in texts:
        assert "Hemmelig" not in text and "Sikkerhetsrapport" not in text and "secret" not in text
    assert "Én leveranse til møtet er unntatt offentlighet og står ikke her." in made["summary"]


def test_moves_await_the_ministry_until_it_has_answered(office: Office) -> None:
    move = [{"from": "pps", "to": "pll", "amount": "300.25", "reason": "Kapasiteten trengs i innføringen."}]
    put(office, "nhn", NHN, {"pll": section(), "pps": section()}, reallocations=move)
    office.day("2024-08-21")
    [asked] = values(office)["moves"]
    assert (asked["source"], asked["target"], asked["amount"]) == ("Prøvesvar", "Legemiddellisten", "300,25")
    assert asked["outcome"] == "venter på departementets godkjenning"
    assert "1 omfordeling venter på departementets godkjenning." in values(office)["summary"]
    answer(office.at("2024-08-25"), NHN, Words("hod", "24/99", ""), granted=True)
    assert [one["outcome"] for one in values(office)["moves"]] == ["godkjent av departementet"]
    assert [one["outcome"] for one in values(office, "2024-08-24")["moves"]] == ["venter på departementets godkjenning"]


def test_what_another_document_moves_is_told_while_it_awaits_an_answer(office: Office) -> None:
    office.send_in("nhn", "plan.json", "plan.2024.nhn", "2024-01-30")
    office.day("2024-01-31")
    enter(office.at("2024-02-02"), "prove-2024.plan.2024.nhn", Reallocation("pps", "pll", Decimal(500), "Sen start."))
    assert [(one["amount"], one["outcome"]) for one in values(office, "2024-02-03")["moves"]] == [
        ("500", "venter på departementets godkjenning")
    ]
    answer(office.at("2024-02-05"), "prove-2024.plan.2024.nhn", Words("hod", "24/98", "Nei."), granted=False)
    assert values(office)["moves"] == [], "what has been answered belongs to the report it was asked in"


def test_a_meeting_called_off_says_so(office: Office) -> None:
    applied(office.at("2024-08-01"), cancel(MEETING, "Ferie"))
    found = values(office)
    assert found["about"][0] == "Møte: Oppfølgingsmøte, mandag 9. september 2024 (avlyst)"
    assert found["summary"] == ["Ingen skal rapportere åpent til dette møtet."]
    assert "Samlet statusrapport" in html("joint", found).decode()


def test_needs_are_listed_with_their_sum(office: Office) -> None:
    need = [{"initiative": "pps", "amount": "1080000.50", "reason": "Merarbeid i testperioden."}]
    put(office, "nhn", NHN, {"pll": section(), "pps": section()}, supplementary_funding=need)
    put(
        office,
        "hdir",
        HDIR,
        {"pll": section(supplementary_funding={"amount": "19.50", "reason": "Porto."}), "pps": section()},
    )
    office.day("2024-08-21")
    found = values(office)
    assert [(one["initiative"], one["actor"]) for one in found["needs"]] == [
        ("Legemiddellisten", "Helsedirektoratet"), ("Prøvesvar", "Norsk helsenett")
    ]  # fmt: skip
    assert found["needs_sum"].replace("\N{NO-BREAK SPACE}", " ") == "1 080 020"


def held_back(folder: Path, supplement: str = "") -> MoneyFile:
    """A million held back for the medication list, and perhaps a supplement out of it."""
    rows = """[{initiative: general, shared_by: [pll], lines: [4, 5], figures: {held_back: "1 000 000"}}]"""
    if supplement:
        rows = (
            rows[:-1]
            + f""", {{initiative: pll, actor: nhn, lines: [6, 6], figures: {{supplement: "{supplement}"}}}}]"""
        )
    path = folder / "money.yaml"
    path.write_text(
        "schema: 1\nyear: 2024\ndocuments: {brev: {issuer: hod, date: 2024-01-15}}\n"
        f"tables: [{{document: brev, section: Kap. 701, unit: krone, rows: {rows}}}]\n",
        "utf-8",
    )
    return read_money(path)


def short(office: Office, money: MoneyFile, when: str = "2024-08-27") -> list[str]:
    parts = replace(office.at(when), money=(money,))
    said = [line.replace("\N{NO-BREAK SPACE}", " ") for line in joint_values(parts, gather(parts, MEETING))["summary"]]
    return [line for line in said if line.startswith(("Til avklaring", "To be settled"))]


def asking(office: Office, nhn: str, hdir: str) -> None:
    for actor, key, amount in (("nhn", NHN, nhn), ("hdir", HDIR, hdir)):
        need = [{"initiative": "pll", "amount": amount, "reason": "Mer innføring."}]
        put(office, actor, key, {"pll": section(), "pps": section()}, supplementary_funding=need)
    office.day("2024-08-21")


def test_needs_that_go_over_what_is_held_back_only_together_are_a_question(office: Office, tmp_path: Path) -> None:
    asking(office, "600000", "400000.50")
    assert short(office, held_back(tmp_path)) == [
        "Til avklaring: Det er meldt behov for i alt 1 000 000,50 kroner, men bare 1 000 000 kroner er igjen av det "
        "departementet har holdt tilbake (Kap. 701). Hvilke behov skal gå foran?"
    ]
    set_lang(Lang.EN)
    [said] = short(office, held_back(tmp_path))
    assert said.startswith("To be settled: needs of 1,000,000.50 kroner in all")
    assert {row.completeness for row in board(office.at("2024-08-27")) if row.key in (NHN, HDIR)} == {"complete"}


def test_needs_within_what_is_held_back_raise_no_question(office: Office, tmp_path: Path) -> None:
    asking(office, "600000", "400000")
    assert short(office, held_back(tmp_path)) == []
    [said] = short(office, held_back(tmp_path, "1"))
    assert "bare 999 999 kroner er igjen" in said
    [said] = short(office, held_back(tmp_path, "1 000 000"))
    assert "1 000 000 kroner, men ingenting er igjen av det departementet har holdt tilbake" in said


def test_more_given_than_was_held_back_is_a_question_too(office: Office, tmp_path: Path) -> None:
    both(office)
    assert short(office, held_back(tmp_path, "1 000 001")) == [
        "Til avklaring: Det er gitt tillegg på i alt 1 000 001 kroner, men holdt tilbake 1 000 000 kroner (Kap. 701). "
        "Stemmer beløpene?"
    ]


def test_an_unknown_meeting_names_the_nearest(office: Office) -> None:
    with pytest.raises(BadInput) as refused:
        gather(office.at("2024-08-27"), "followup-2024-44")
    assert "followup-2024-4" in refused.value.problems[0].remedy


def test_a_wheel_may_state_the_joint_report_as_a_deliverable_of_the_offices_own(
    tmp_path: Path, new_sqlite: Any
) -> None:
    def edit(wheel: dict[str, Any]) -> None:
        demanding(wheel)
        wheel["document_types"]["joint-report"] = {
            "kind": "other",
            "title": {"nb": "Samlet rapport", "en": "Joint report"},
        }
        wheel["obligations"]["joint-report"] = copy.deepcopy(wheel["obligations"]["report-pll"]) | {
            "delivered_in": ["joint-report"],
            "actors": ["hdir"],
            "required": {},
        }

    made = Office(tmp_path, new_sqlite(), edit=edit)
    made.load("2024-01-16")
    found = values(made)
    assert f"Leveranse: prove-2024.joint-report.{MEETING}.hdir" in found["about"]
    assert len(found["missing"]) == 2, "the office is not reminded of it in its own report"
    made.close()


@pytest.mark.parametrize("lang", list(Lang))
def test_hostile_texts_are_shown_and_do_nothing(office: Office, lang: Lang) -> None:
    hostile = section(
        "red", progress=HOSTILE, deviation=f"{HOSTILE}\n- liste\n1. tall\n\tinnrykk",
        status={"light": "red", "text": HOSTILE},
        risks=[{"description": HOSTILE, "probability": 5, "consequence": 5, "mitigation": HOSTILE}],
    )  # fmt: skip
    need = [{"initiative": "pll", "amount": "1", "reason": HOSTILE}]
    put(office, "nhn", NHN, {"pll": hostile, "pps": section()}, supplementary_funding=need)
    office.day("2024-08-21")
    set_lang(lang)
    found = values(office)
    body = docx(joint_form(), found, place="x", on=office.at("2024-08-27").moment.today)
    assert docx_text(body).count(HOSTILE) == 6
    assert docx_tables(body), "the tables are still there"
    page = html("joint", found).decode()
    assert "<script" not in page and "javascript:b" in page and "{{7*7}}" in page and "<w:r>" not in page
    text = markdown("joint", found).decode()
    assert "<script" not in re.sub(r"\\.", "", text) and "](" not in re.sub(r"\\.", "", text)
    assert "49" not in re.sub(r"[0-9]{3,}", "", text)
    assert not [line for line in text.split("\n") if re.match(r"(1\. tall|- liste)", line)]


@pytest.mark.parametrize("lang", list(Lang))
def test_every_form_can_be_made_in_both_languages(office: Office, lang: Lang) -> None:
    both(office)
    set_lang(lang)
    parts = office.at("2024-08-27")
    found = gather(parts, MEETING)
    show(parts, MEETING, "nhn", "hod")
    for name, form, shown in (
        ("joint", joint_form(), joint_values(parts, found)),
        ("annex", annex_form(), annex_values(parts, found, None)),
    ):
        made = docx(form, shown, place="x", on=parts.moment.today)
        assert made == docx(form, shown, place="x", on=parts.moment.today), "the same bytes each time"
        assert shown["title"] in docx_text(made) and "{{" not in docx_text(made) and "{%" not in docx_text(made)
        assert f'lang="{lang.value}"' in html(name, shown).decode()
        assert markdown(name, shown).decode().startswith(f"# {shown['title']}\n")
