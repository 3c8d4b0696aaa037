"""What of the last report stands in the next one's workbook before anybody has written in it.

What lives here: one rule. Answers are taken along to be gone through; statements and decisions that must be made anew
are not: that there is nothing to report, and that money is moved. What is over (an action that is done or dropped, a risk
that is closed) needs no answer any more. Figures belong to the year they were reported in.
"""

from arshjul.reports.schema import InitiativeReport, Nothing, Status, StatusReport


def carried_over(last: StatusReport, *, same_wheel: bool) -> StatusReport:
    """The last report without what has to be said anew; `same_wheel` is whether it is of the same year."""
    needs = last.supplementary_funding
    return last.model_copy(
        update={
            "initiatives": {slug: _section(section, same_wheel) for slug, section in last.initiatives.items()},
            "general": _section(last.general, same_wheel) if last.general else None,
            "supplementary_funding": None if isinstance(needs, Nothing) or not same_wheel else needs,
            "reallocations": None,
        }
    )


def _section(section: InitiativeReport, same_wheel: bool) -> InitiativeReport:
    anew = ["reallocation", *([] if same_wheel else ["economy", "supplementary_funding"])]
    anew += [name for name in InitiativeReport.model_fields if isinstance(getattr(section, name), Nothing)]
    still: dict[str, object] = {
        name: tuple(one for one in rows if one.state == "open") or None
        for name in ("actions", "risks")
        if isinstance(rows := getattr(section, name), tuple)
    }
    return section.model_copy(update=still | dict.fromkeys(anew))


def red(report: StatusReport) -> tuple[str, ...]:
    """The initiatives whose light was red, which the next report must answer."""
    lights = {slug: section.status for slug, section in report.initiatives.items()}
    return tuple(slug for slug, status in lights.items() if isinstance(status, Status) and status.light == "red")
