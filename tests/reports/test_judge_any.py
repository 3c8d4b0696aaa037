"""Whatever can be read can be judged: any report, after any other, by the same laws."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arshjul.calendar.appropriations import appropriations
from arshjul.models.codes import Completeness, Maker
from arshjul.reports.judge import judge
from arshjul.reports.wording import grouped

NOTHING = {"nothing_to_report": True, "reason": "Ingen endring siden rapporten i april."}
_STOPGAPS = ["", " ", "OK", "-", "ingen", "Forsinket to uker.", "Uendret siden juni."]
_TEXTS = st.sampled_from(_STOPGAPS) | st.text("aæ 1-.", max_size=60)
_SAID = _TEXTS | st.just(NOTHING) | st.none()
_SUMS = st.none() | st.integers(0, 10**12) | st.sampled_from(["0.01", "67.20", "67200", "67200000.00"])
_NEEDS = st.fixed_dictionaries({"amount": st.integers(1, 10**11)}, optional={"reason": _TEXTS})
_RISKS = st.fixed_dictionaries(
    {},
    optional={
        "description": _TEXTS, "probability": st.none() | st.integers(1, 5), "consequence": st.none() | st.integers(1, 5),
        "mitigation": _TEXTS, "owner": _TEXTS, "id": st.none() | st.sampled_from(["a", "b"]),
        "state": st.sampled_from(["open", "closed"]),
    },
)  # fmt: skip
_ACTIONS = st.fixed_dictionaries(
    {"description": _TEXTS}, optional={"state": st.sampled_from(["open", "done", "dropped"])}
)
_SECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.fixed_dictionaries({}, optional={"light": st.sampled_from(["green", "yellow", "red", None]), "text": _TEXTS}),
        "progress": _SAID, "quality": _SAID, "deviation": _SAID, "resource_use": _SAID,
        "risks": st.lists(_RISKS, max_size=4) | st.just(NOTHING) | st.none(),
        "actions": st.lists(_ACTIONS, max_size=3),
        "economy": st.dictionaries(st.sampled_from(["allocated", "carried_over", "spent", "forecast"]), _SUMS),
        "supplementary_funding": _SAID | _NEEDS,
        "reallocation": _SAID | st.fixed_dictionaries({"change": st.integers(-(10**9), 10**9)}),
    },
)  # fmt: skip
_INITIATIVES = st.dictionaries(
    st.sampled_from(["pll", "pjd", "pps", "pmd", "pki", "dhg", "mhe", "xyz"]), _SECTIONS, max_size=4
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_INITIATIVES, _INITIATIVES, _SAID, st.sampled_from(["nhn", "hdir"]))
def test_any_report_is_judged_by_the_same_laws(shipped, read, before, now, overall, actor):
    """Findings are unique, say who asks and what would settle them; only letter and mandate can make it incomplete."""
    item = shipped[f"digital-samhandling-2024.followup-report.followup-2024-4.{actor}"]
    head = {"schema": 1, "type": "status_report", "deliverable": item.key, "submitted_by": "a@b.no"}
    head |= {"submitted_at": "2024-08-26T10:00:00Z", "supplementary_funding": overall, "reallocations": overall}
    previous, report = (read({**head, "initiatives": values}) for values in (before, now))
    judged = judge(item, report, names={}, previous=previous, allocations=appropriations(2024))
    assert len({(f.code, f.content, f.initiative, f.place) for f in judged.findings}) == len(judged.findings)
    assert (judged.completeness is Completeness.INCOMPLETE) is any(f.blocks for f in judged.findings)
    for finding in judged.findings:
        assert (finding.maker is Maker.OFFICE) is (not finding.sources)
        assert not (finding.blocks and finding.maker is Maker.OFFICE)
        assert finding.message_nb.isprintable() and finding.message_en.isprintable()
        assert all(finding.settled_by)
    lines = grouped(judged.findings, names={})
    assert sum(len(line.findings) for line in lines) == len(judged.findings)
    assert judge(item, report, names={}, previous=previous, allocations=appropriations(2024)) == judged
