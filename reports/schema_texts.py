"""What the parts and fields of a report file are called and what they are for, in both languages.

What lives here: titles and descriptions for the published schema. Which fields there are is `schema.py`.
"""

from arshjul.models.lang import say

Words = tuple[str, str]
Entry = tuple[Words, Words]

_MONEY = (
    "Hele kroner som tall, eller kroner og øre med punktum i anførselstegn.",
    "Whole kroner as a number, or kroner and øre with a full stop in quotes.",
)
_PROSE = (
    "Tekst, eller utsagnet om at det ikke er noe å melde, med begrunnelse.",
    "Text, or the statement that there is nothing to report, with the reason.",
)

MODELS: dict[str, Entry] = {
    "StatusReport": (
        ("Statusrapport", "Status report"),
        ("Svar på en statusrapport eller tertialrapport.", "The answer to a follow-up or tertial report."),
    ),
    "Envelope": (
        ("Konvolutt", "Envelope"),
        (
            "Sier hvilket dokument som er sendt, og hva det inneholder per tiltak.",
            "Says which document was sent, and what it holds per initiative.",
        ),
    ),
    "InitiativeReport": (
        ("Ett tiltak", "One initiative"),
        ("Det som rapporteres for ett tiltak. Felter som ikke kreves, kan utelates.",
         "What is reported for one initiative. Fields that are not demanded may be left out."),
    ),
    "Nothing": (
        ("Ingenting å melde", "Nothing to report"),
        ("Et utsagn med begrunnelse; et tomt felt er aldri det.", "A statement with a reason; an empty field is never that."),
    ),
    "Status": (("Status", "Status"), ("Trafikklys og tekst.", "Light and text.")),
    "Risk": (
        ("Risiko", "Risk"),
        ("Én risiko med vurdering, risikoreduserende tiltak og ansvarlig.",
         "One risk with its rating, its mitigation and its owner."),
    ),
    "Action": (
        ("Aktivitet", "Action"),
        ("Noe dere har satt i gang; neste rapport sier hvordan det gikk.",
         "Something you have set out to do; the next report says how it went."),
    ),
    "Economy": (("Økonomi", "Finances"), ("Fire tall i kroner.", "Four figures in NOK.")),
    "Need": (
        ("Behov", "Need"),
        ("Behov fra forventet tillegg for dette tiltaket.", "What this initiative needs from the expected supplement."),
    ),
    "InitiativeNeed": (
        ("Behov i listen", "Need in the list"),
        ("Behov fra forventet tillegg for det tiltaket som er nevnt; ett per tiltak.",
         "What the named initiative needs from the expected supplement; one per initiative."),
    ),
    "Change": (
        ("Endring", "Change"),
        ("Det en omfordeling gir tiltaket, eller tar fra det.", "What a reallocation gives this initiative, or takes from it."),
    ),
    "Move": (
        ("Flytting", "Move"),
        ("Penger flyttet fra ett tiltak til et annet.", "Money moved from one initiative to another."),
    ),
    "Content": (
        ("Innholdskode", "Content code"),
        ("Det et dokument kan inneholde.", "What a document may hold."),
    ),
}  # fmt: skip

SECTIONS: dict[str, Entry] = {
    "schema": (("Versjon", "Version"), ("Versjonen av dette formatet.", "The version of this form.")),
    "type": (("Type", "Type"), ("Hva slags fil det er.", "What kind of file it is.")),
    "deliverable": (("Leveranse", "Deliverable"), ("Nøkkelen som står i invitasjonen.", "The key that the invitation names.")),
    "submitted_by": (("Innsender", "Submitted by"), ("Én e-postadresse.", "One e-mail address.")),
    "submitted_at": (("Tidspunkt", "Submitted at"), ("Med tidssone.", "With its offset from UTC.")),
    "initiatives": (("Tiltak", "Initiatives"), ("Ett sett med felter per tiltak, etter tiltakets id.",
                                                "One set of fields per initiative, by its id.")),
    "general": (("Generelt", "General"), ("Det som ikke hører til noe tiltak.", "What belongs to no initiative.")),
    "StatusReport.supplementary_funding": (
        ("Behov fra forventet tillegg", "Need for supplementary funding"),
        ("Samlet for alle tiltak: en liste, eller utsagnet om at det ikke er behov.",
         "For all initiatives: a list, or the statement that there is no need."),
    ),
    "reallocations": (
        ("Omfordelinger", "Reallocations"),
        ("Samlet for alle tiltak; skal gå i null.", "For all initiatives; they net to zero."),
    ),
    "status": (("Status", "Status"), _PROSE),
    "progress": (("Fremdrift", "Progress"), _PROSE),
    "quality": (("Kvalitet", "Quality"), _PROSE),
    "risks": (("Risikoer", "Risks"), ("En liste, eller utsagnet om at det ikke er noen.",
                                      "A list, or the statement that there are none.")),
    "economy": (("Økonomi", "Finances"), ("Tildelt, overført, forbruk og prognose.",
                                          "Allocated, carried over, spent and forecast.")),
    "supplementary_funding": (
        ("Behov fra forventet tillegg", "Need for supplementary funding"),
        ("Går foran det som er sagt samlet.", "Goes before what is said for the whole report."),
    ),
    "deviation": (("Avvik", "Deviation"), _PROSE),
    "actions": (("Aktiviteter", "Actions"), ("Det dere har satt i gang, og hvordan det gikk.",
                                            "What you have set out to do, and how it went.")),
    "resource_use": (("Ressursbruk mot måloppnåelse", "Use of resources against goals reached"), _PROSE),
    "reallocation": (
        ("Omfordeling", "Reallocation"),
        ("Endring for dette tiltaket; går foran det som er sagt samlet.",
         "This initiative's change; goes before what is said for the whole report."),
    ),
    "nothing_to_report": (("Ingenting å melde", "Nothing to report"), ("Alltid true.", "Always true.")),
    "reason": (("Begrunnelse", "Reason"), ("Hvorfor.", "Why.")),
    "light": (("Trafikklys", "Light"), ("Grønt, gult eller rødt.", "Green, yellow or red.")),
    "text": (("Tekst", "Text"), ("Status i ord.", "The status in words.")),
    "description": (("Beskrivelse", "Description"), ("Hva det gjelder, i ord.", "What it is about, in words.")),
    "probability": (("Sannsynlighet", "Probability"), ("Fra 1 (lav) til 5 (høy).", "From 1 (low) to 5 (high).")),
    "consequence": (("Konsekvens", "Consequence"), ("Fra 1 (lav) til 5 (høy).", "From 1 (low) to 5 (high).")),
    "mitigation": (("Risikoreduserende tiltak", "Mitigation"), ("Hva dere gjør med risikoen.", "What is done about the risk.")),
    "id": (("Id", "Id"), ("Deres egen, lik fra rapport til rapport.", "Your own, the same from report to report.")),
    "owner": (("Ansvarlig", "Owner"), ("Helst en rolle, ikke et navn.", "Preferably a role, not a name.")),
    "due": (("Frist", "Due"), ("ÅÅÅÅ-MM-DD.", "YYYY-MM-DD.")),
    "Risk.state": (("Tilstand", "State"), ("Åpen eller lukket.", "Open or closed.")),
    "Action.state": (("Tilstand", "State"), ("Åpen, ferdig eller droppet.", "Open, done or dropped.")),
    "allocated": (("Tildelt", "Allocated"), _MONEY),
    "carried_over": (("Overført", "Carried over"), _MONEY),
    "spent": (("Forbruk", "Spent"), _MONEY),
    "forecast": (("Prognose", "Forecast"), _MONEY),
    "amount": (("Beløp", "Amount"), _MONEY),
    "change": (("Endring", "Change"), ("Som beløp; minus for det som avgis.", "As an amount; minus for what is given away.")),
    "initiative": (("Tiltak", "Initiative"), ("Tiltakets id.", "The initiative's id.")),
    "from": (("Fra", "From"), ("Tiltaket som avgir.", "The initiative that gives.")),
    "to": (("Til", "To"), ("Tiltaket som mottar.", "The initiative that receives.")),
    "file_name": (("Filnavn", "File name"), ("Bare filens navn, uten mappe.", "The bare name, without a folder.")),
    "digest": (("SHA-256", "SHA-256"), ("Dokumentets, i små heksadesimale tegn.", "The document's, in small hexadecimal digits.")),
    "holds": (("Inneholder", "Holds"), ("Det dokumentet inneholder, per tiltak eller under general.",
                                        "What the document holds, per initiative or under `general`.")),
    "pages": (("Sider", "Pages"), ("Hvor det står, per tiltak og kode.", "Where it stands, per initiative and code.")),
}  # fmt: skip


def text_of(entry: Entry) -> tuple[str, str]:
    """Title and description in the reader's language."""
    title, description = entry
    return say(*title), say(*description)
