"""What a document must hold, as people call it in both languages.

What lives here: one table of names for the content codes, and the look-up in it.
"""

from arshjul.models.codes import Content

CONTENT_NAMES: dict[str, tuple[str, str]] = {
    Content.STATUS: ("status", "status"),
    Content.PROGRESS: ("fremdrift", "progress"),
    Content.QUALITY: ("kvalitet", "quality"),
    Content.RISK: ("risiko", "risk"),
    Content.MITIGATION: ("risikoreduserende tiltak", "risk mitigation"),
    Content.ECONOMY: ("økonomi", "finances"),
    Content.SUPPLEMENTARY_FUNDING: (
        "behov for midler fra forventet tillegg",
        "need for funds from the expected supplement",
    ),
    Content.DEVIATION: ("avvik", "deviations"),
    Content.RESOURCE_USE: ("forholdet mellom ressursbruk og måloppnåelse", "use of resources against goals reached"),
    Content.REALLOCATION: ("endringer i fordelingen av midler", "changes in the split of funds"),
    Content.DELIVERABLES: ("leveranser", "deliverables"),
    Content.USE_OF_FUNDS: ("disponering av midlene", "planned use of funds"),
    Content.TASKS: ("planlagte oppgaver", "planned tasks"),
    Content.FUND_SPLIT: ("fordeling av midlene", "split of funds"),
    Content.BUDGET_TEXT: ("budsjettekst", "budget text"),
    Content.PROPOSAL: ("forslag", "proposal"),
    Content.EVALUATION: ("evaluering", "evaluation"),
}


def content_name(code: str, lang: str) -> str:
    """The name of one content code inside a sentence; the code itself when it is not in the table."""
    nb, en = CONTENT_NAMES.get(code, (code, code))
    return en if lang == "en" else nb
