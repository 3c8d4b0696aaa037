"""The Word form of the joint report and its annex, which the office may restyle.

What lives here: which parts stand where. The form is made anew from here, so that it can be read and reviewed; an office that
wants its own look takes a copy (`arshjul report joint-template`), changes it in a word processor and names it with
`--template`. The fields are those of `words.py` and `annex.py`.
"""

from io import BytesIO

from arshjul.models.lang import get_lang, say
from arshjul.reports.joint.docx_parts import Form
from arshjul.reports.joint.labels import labels

_MONEY = ("allocated", "carried_over", "spent", "forecast", "difference")
_MONEY_WIDTHS = (4, 2.6, 2.6, 2.6, 2.6, 2.6)
_RISK_WIDTHS = (0.85, 2.95, 3.2, 2.6, 2.45, 1.55, 3.4)
_MOVE_WIDTHS = (3.05, 3.05, 2.1, 2.95, 3.2, 2.65)
"""Centimetres, 17 in all; the longest words of each column have room, in type that is wider than Arial too."""


def joint_form() -> bytes:
    """The form of the joint report, in the reader's language."""
    t = labels()
    form = _begun(say("Samlet statusrapport", "Joint status report"))
    form.heading(t["summary"], 1)
    _each(form, "line", "summary", "{{ line }}")
    _lights(form, t)
    form.heading(t["economy_all"], 1)
    _money(form, "economy", t["initiative"], t["economy_all"], t)
    form.steer("if economy.rows")
    form.text(t["difference_note"])
    form.steer("endif")
    form.heading(t["initiatives"], 1)
    form.steer("for one in initiatives")
    _initiative(form, t)
    form.steer("endfor", "if not initiatives")
    form.text(t["no_initiatives"])
    form.steer("endif")
    _funds(form, t)
    form.heading(t["missing"], 1)
    form.steer("for one in missing")
    form.heading("{{ one.actor }}: {{ one.what }}", 2)
    _each(form, "line", "one.lines", "{{ line }}", "List Bullet")
    form.steer("endfor", "if not missing")
    form.text(t["no_missing"])
    form.steer("endif")
    return _bytes(form)


def annex_form() -> bytes:
    """The form of the annex, in the reader's language."""
    t = labels()
    form = _begun(say("Vedlegg: tid og fullstendighet", "Annex: time and completeness"))
    form.steer("for one in actors")
    form.heading("{{ one.name }}", 1)
    form.steer("if one.seen")
    form.text("{{ one.seen }}")
    form.steer("endif")
    form.heading(t["this_time"], 2)
    heads = [t[name] for name in ("document", "due", "received", "timeliness", "completeness", "versions")]
    cells = [f"{{{{ row.{name} }}}}" for name in ("title", "due", "received", "timeliness", "completeness", "versions")]
    form.table(t["this_time"], heads, "for row in one.rows", cells, widths=(4.5, 3, 3, 2.3, 2.2, 2))
    form.steer("for row in one.rows")
    form.heading(f"{t['findings']}: {{{{ row.title }}}}", 3)
    _each(form, "line", "row.findings", "{{ line }}", "List Bullet")
    form.steer("endfor")
    form.heading(t["so_far"], 2)
    counted = ("owed", "on_time", "late", "overdue", "unsettled", "complete", "incomplete")
    form.table(
        t["so_far"],
        [t[name] for name in counted],
        "for row in [one.so_far]",
        [f"{{{{ row.{name} }}}}" for name in counted],
    )
    form.steer("endfor")
    _each(form, "line", "unseen", "{{ line }}")
    return _bytes(form)


def _begun(title: str) -> Form:
    form = Form("en-GB" if get_lang() == "en" else "nb-NO", title)
    form.heading("{{ title }}", 0)
    form.text("{{ subtitle }}", "Subtitle")
    _each(form, "line", "about", "{{ line }}")
    return form


def _bytes(form: Form) -> bytes:
    held = BytesIO()
    form.document.save(held)
    return held.getvalue()


def _each(form: Form, name: str, of: str, text: str, style: str | None = None) -> None:
    form.steer(f"for {name} in {of}")
    form.text(text, style)
    form.steer("endfor")


def _lights(form: Form, t: dict[str, str]) -> None:
    form.steer("if lights and actors")
    form.heading(t["lights"], 2)
    form.table(
        t["lights"],
        [t["initiative"], "{%tc for name in actors %}", "{{ name }}", "{%tc endfor %}"],
        "for row in lights",
        ["{{ row.name }}", "{%tc for cell in row.cells %}", "{% cellbg cell.fill %}{{ cell.word }}", "{%tc endfor %}"],
    )
    form.steer("endif")


def _initiative(form: Form, t: dict[str, str]) -> None:
    form.heading("{{ one.name }}", 2)
    form.steer("if one.absent")
    form.text(f"**{t['absent']}:** {{{{ one.absent | join(', ') }}}}")
    form.steer("endif", "if one.statuses")
    form.heading(t["status"], 3)
    form.steer("for said in one.statuses")
    form.text("**{{ said.actor }}: {{ said.word }}**")
    _each(form, "line", "said.text", "{{ line }}")
    form.steer("endfor")
    for part in ("progress", "deviation"):
        form.steer(f"if one.{part}")
        form.heading(t[part], 3)
        form.steer(f"for said in one.{part}")
        form.text("**{{ said.actor }}:** {{ said.text[0] }}")
        _each(form, "line", "said.text[1:]", "{{ line }}")
        form.steer("endfor", "endif")
    form.heading(t["risk"], 3)
    _risks(form, t)
    form.heading(t["economy"], 3)
    _money(form, "one.economy", t["actor"], f"{t['economy']}: {{{{ one.name }}}}", t)
    form.steer("endif")


def _risks(form: Form, t: dict[str, str]) -> None:
    form.steer("if one.picture")
    form.picture("one.picture")
    form.text(t["matrix_note"])
    form.steer("endif", "if one.risks")
    heads = ("no", "actor", "risk", "probability", "consequence", "level", "mitigation")
    fields = ("no", "actor", "text", "probability", "consequence", "level", "mitigation")
    form.table(
        f"{t['risk']}: {{{{ one.name }}}}", [t[name] for name in heads], "for risk in one.risks",
        [f"{{{{ risk.{name} }}}}" for name in fields], widths=_RISK_WIDTHS,
    )  # fmt: skip
    form.steer("elif not one.no_risks")
    form.text(t["no_risk"])
    form.steer("endif")
    _each(form, "line", "one.no_risks", "{{ line }}")


def _money(form: Form, ledger: str, first: str, name: str, t: dict[str, str]) -> None:
    form.steer(f"if {ledger}.rows")
    form.table(
        name, [first, *(t[column] for column in _MONEY)], f"for row in {ledger}.rows",
        ["{{ row.name }}", *(f"{{{{ row.cells[{no}] }}}}" for no in range(5))],
        sums=[f"{{{{ {ledger}.total.name }}}}", *(f"{{{{ {ledger}.total.cells[{no}] }}}}" for no in range(5))],
        numbers=range(1, 6), widths=_MONEY_WIDTHS,
    )  # fmt: skip
    form.steer(f"if {ledger}.note")
    form.text(f"{{{{ {ledger}.note }}}}")
    form.steer("endif", "else")
    form.text(t["no_economy"])
    form.steer("endif")


def _funds(form: Form, t: dict[str, str]) -> None:
    form.heading(t["needs"], 1)
    form.steer("if needs")
    form.table(
        t["needs"], [t["initiative"], t["actor"], t["amount"], t["reason"]], "for one in needs",
        ["{{ one.initiative }}", "{{ one.actor }}", "{{ one.amount }}", "{{ one.reason }}"],
        sums=[t["sum"], "", "{{ needs_sum }}", ""], numbers=[2], widths=(4.5, 3.5, 3, 6),
    )  # fmt: skip
    form.steer("else")
    form.text(t["no_needs"])
    form.steer("endif")
    form.heading(t["moves"], 1)
    form.steer("if moves")
    form.table(
        t["moves"], [t["from"], t["to"], t["amount"], t["actor"], t["reason"], t["outcome"]], "for one in moves",
        [f"{{{{ one.{name} }}}}" for name in ("source", "target", "amount", "actor", "reason", "outcome")],
        numbers=[2], widths=_MOVE_WIDTHS,
    )  # fmt: skip
    form.steer("else")
    form.text(t["no_moves"])
    form.steer("endif")
