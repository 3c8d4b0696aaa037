"""What would settle a finding: one sentence per kind, in both languages, for the owner who is to send a new version.

What lives here: the sentences, by code, so that a finding read back from a database says the same as a new one.
"""

_SETTLES: dict[str, tuple[str, str]] = {
    "missing": (
        "Fyll ut det som mangler, eller si at det ikke er noe å melde, med begrunnelse.",
        "Fill in what is missing, or say that there is nothing to report, with the reason.",
    ),
    "partly_missing": ("Fyll ut resten.", "Fill in the rest."),
    "no_reason": ("Legg til begrunnelsen.", "Add the reason."),
    "says_nothing": (
        "Skriv én setning som kan leses alene, for eksempel hva som er uendret siden når.",
        "Write one sentence that can be read alone, for example what is unchanged since when.",
    ),
    "unrated_risk": (
        "Sett sannsynlighet og konsekvens fra 1 til 5.",
        "Give probability and consequence from 1 to 5.",
    ),
    "unowned_risk": (
        "Skriv hvilken rolle som har ansvar for risikoen.",
        "Write which role answers for the risk.",
    ),
    "light_unexplained": (
        "Beskriv avviket og hva dere gjør med det, eller rett trafikklyset.",
        "Describe the deviation and what is done about it, or mend the light.",
    ),
    "not_as_allocated": (
        "Rett tallet, eller oppgi brevet som har endret tildelingen.",
        "Mend the figure, or name the letter that changed the allocation.",
    ),
    "wrong_unit": (
        "Bekreft tallet, eller skriv det i hele kroner.",
        "Confirm the figure, or write it in whole kroner.",
    ),
    "carry_over_moved": (
        "Før flyttingen som omfordeling, så kan departementet ta stilling til den.",
        "State the move as a reallocation, so that the ministry can decide on it.",
    ),
    "carry_over_unbalanced": (
        "Rett overførte midler, eller forklar hvor resten er.",
        "Mend the funds carried over, or explain where the rest is.",
    ),
    "forecast_unexplained": (
        "Forklar forskjellen under avvik, eller rett prognosen.",
        "Explain the difference under deviations, or mend the forecast.",
    ),
    "not_in_the_pot": (
        "Ta behovet opp med departementet på annen måte, eller rett tiltaket.",
        "Raise the need with the ministry in another way, or mend the initiative.",
    ),
    "over_the_pot": (
        "Rett beløpene, eller ta behovet opp med departementet.",
        "Mend the amounts, or raise the need with the ministry.",
    ),
    "unbalanced": (
        "Rett beløpene slik at det som avgis og det som mottas, er like mye.",
        "Mend the amounts so that what is given and what is received are the same.",
    ),
    "below_spent": (
        "Flytt mindre, eller rett forbruket.",
        "Move less, or mend what is spent.",
    ),
    "contradiction": (
        "Si det samme for tiltaket og for rapporten samlet.",
        "Say the same for the initiative and for the report as a whole.",
    ),
    "action_unanswered": (
        "Ta med aktiviteten og si om den er åpen, ferdig eller droppet.",
        "Include the action and say whether it is open, done or dropped.",
    ),
    "red_unanswered": (
        "Skriv hva som er endret siden forrige rapport, i status, fremdrift eller avvik.",
        "Write what has changed since the last report, under status, progress or deviations.",
    ),
    "disappeared": (
        "Ta det med igjen, eller si at det er lukket.",
        "Include it again, or say that it is closed.",
    ),
    "spent_fell": (
        "Sjekk at forbruket står i kroner og er hittil i år, eller forklar hva som er ført tilbake.",
        "See that what is spent is in kroner and for the year so far, or explain what has been posted back.",
    ),
    "wrong_deliverable": ("Rett nøkkelen, eller send rapporten dit den hører hjemme.",
                          "Mend the key, or send the report where it belongs."),
    "wrong_actor": ("Rett nøkkelen, eller send rapporten dit den hører hjemme.",
                    "Mend the key, or send the report where it belongs."),
    "wrong_form": ("Send filen i den formen leveransen har.", "Send the file in the form that the deliverable has."),
    "not_asked_for": ("Rett tiltakets id, eller la delen stå.", "Mend the initiative's id, or leave the part."),
}  # fmt: skip


_BRIEFLY: dict[str, tuple[str, str]] = {
    "partly_missing": ("fyll ut resten", "fill in the rest"),
    "no_reason": ("skriv hvorfor", "say why"),
    "light_unexplained": ("passer ikke med trafikklyset", "does not fit the light"),
    "not_as_allocated": ("rett det tildelte beløpet", "mend the allocated sum"),
    "wrong_unit": ("er beløpet i rett enhet?", "is the sum in the right unit?"),
    "carry_over_moved": ("meld flyttingen av overførte midler", "report the move of carried-over funds"),
    "carry_over_unbalanced": ("rett overførte midler", "mend the funds carried over"),
    "unbalanced": ("må gå i null", "must net to zero"),
    "below_spent": ("mer enn det som er igjen", "more than is left"),
    "contradiction": ("si det samme begge steder", "say the same in both places"),
}  # fmt: skip
_NOT_THERE = frozenset({"missing", "partly_missing", "no_reason"})


def briefly(code: str) -> tuple[str, str]:
    """The same in a few words, for a message that names the part and has no room for a sentence; nothing for what is simply missing."""
    return _BRIEFLY.get(code, ("", ""))


def to_mend(code: str) -> bool:
    """Whether something is there and has to be put right, rather than missing."""
    return code not in _NOT_THERE


def settled_by(code: str) -> tuple[str, str]:
    """What would settle a finding of that code, in Norwegian and English; KeyError for a code there is not."""
    return _SETTLES[code]
