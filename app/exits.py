"""Exit codes, each with one meaning.

What lives here: three numbers that verbs return and scripts rely on.
"""

OK = 0
"""Done; listings and plans whatever they show."""
FALLS_SHORT = 1
"""Something is overdue, incomplete or faulty (`day`, `board`, `report check`)."""
BAD = 2
"""Wrong use or bad input; nothing was done."""
