"""The fixed words of the joint report and its annex: headings, column names, and what is said where there is nothing.

What lives here: one table in both languages. The web page and the Markdown file take them from here each time; the form of the
Word document has them written into it, where the office may change them.
"""

from arshjul.models.lang import say

_LABELS: dict[str, tuple[str, str]] = {
    "summary": ("Kort oppsummert", "In short"),
    "lights": ("Status for tiltakene", "Status of the initiatives"),
    "economy_all": ("Økonomi samlet", "Finances in all"),
    "initiatives": ("Tiltakene", "The initiatives"),
    "needs": ("Behov for midler fra forventet tillegg", "Need for funds from the expected supplement"),
    "moves": ("Omfordeling av midler mellom tiltak", "Reallocation of funds between initiatives"),
    "missing": ("Hva mangler, og fra hvem", "What is missing, and from whom"),
    "initiative": ("Tiltak", "Initiative"),
    "actor": ("Aktør", "Actor"),
    "status": ("Status", "Status"),
    "explanation": ("Forklaring", "Explanation"),
    "progress": ("Fremdrift", "Progress"),
    "deviation": ("Avvik", "Deviations"),
    "risk": ("Risiko", "Risk"),
    "economy": ("Økonomi", "Finances"),
    "no": ("Nr.", "No."),
    "probability": ("Sannsynlighet", "Probability"),
    "consequence": ("Konsekvens", "Consequence"),
    "level": ("Nivå", "Level"),
    "mitigation": ("Risikoreduserende tiltak", "Mitigation"),
    "allocated": ("Tildelt (kr)", "Allocated (NOK)"),
    "carried_over": ("Overført (kr)", "Carried over (NOK)"),
    "spent": ("Forbruk (kr)", "Spent (NOK)"),
    "forecast": ("Prognose (kr)", "Forecast (NOK)"),
    "difference": ("Avvik (kr)", "Deviation (NOK)"),
    "difference_note": (
        "Avvik er prognose minus tildelt og overført. Pluss betyr at det ventes brukt mer enn det som er disponibelt.",
        "Deviation is forecast less allocated and carried over. Plus means that more is expected to be spent than there is.",
    ),
    "amount": ("Beløp (kr)", "Amount (NOK)"),
    "from": ("Fra", "From"),
    "to": ("Til", "To"),
    "reason": ("Begrunnelse", "Reason"),
    "outcome": ("Godkjenning", "Approval"),
    "sum": ("Sum", "Sum"),
    "document": ("Dokument", "Document"),
    "lacks": ("Dette mangler", "What is missing"),
    "absent": ("Ikke mottatt fra", "Not received from"),
    "no_risk": ("Ingen risikoer er meldt.", "No risks have been reported."),
    "no_initiatives": ("Ingen tiltak å vise.", "No initiatives to show."),
    "no_economy": ("Ingen tall er meldt.", "No figures have been reported."),
    "no_needs": ("Ingen behov er meldt.", "No needs have been reported."),
    "no_moves": ("Ingen omfordelinger er meldt.", "No reallocations have been reported."),
    "no_missing": ("Ingenting mangler.", "Nothing is missing."),
    "matrix_note": (
        "Tallene i rutene viser til listen. Risikoene er nummerert fra den alvorligste.",
        "The numbers in the squares refer to the list. The risks are numbered from the gravest.",
    ),
    "due": ("Frist", "Due"),
    "received": ("Mottatt", "Received"),
    "timeliness": ("I tide", "In time"),
    "completeness": ("Innhold", "Content"),
    "versions": ("Versjoner", "Versions"),
    "findings": ("Funn", "Findings"),
    "so_far": ("Hittil i år", "So far this year"),
    "this_time": ("Til dette møtet", "For this meeting"),
    "owed": ("Skulle ha kommet", "Should have come"),
    "on_time": ("I tide", "On time"),
    "late": ("For sent", "Late"),
    "overdue": ("Ikke kommet", "Not come"),
    "unsettled": ("Frist ikke avklart", "Date not settled"),
    "complete": ("Fullstendige", "Complete"),
    "incomplete": ("Mangler noe", "Incomplete"),
}


def labels() -> dict[str, str]:
    """Every label in the reader's language."""
    return {name: say(*pair) for name, pair in _LABELS.items()}
