"""What of the last report stands in the next one's workbook before anybody has written in it.

What lives here: one rule. Answers are taken along to be gone through; statements and decisions that must be made anew
are not: that there is nothing to report, and that money is moved. Figures belong to the year they were reported in.
"""

from arshjul.reports.schema import InitiativeReport, Nothing, StatusReport


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
    return section.model_copy(update=dict.fromkeys(anew))
