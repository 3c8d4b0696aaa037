"""The closed lists of the program: every word that JSON, the database and the wheel file may use.

What lives here: string enums only. Their texts for people live with the surface that shows them.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of document a deliverable is."""

    DELIVERY_PLAN = "delivery_plan"
    FOLLOWUP_REPORT = "followup_report"
    TERTIAL_REPORT = "tertial_report"
    PLANNED_TASKS = "planned_tasks"
    SIX_YEAR_PLAN = "six_year_plan"
    BUDGET_INPUT = "budget_input"
    DISPOSITION_PROPOSAL = "disposition_proposal"
    INITIATIVE_PROPOSAL = "initiative_proposal"
    JOINT_PLAN = "joint_plan"
    ANNUAL_REPORT = "annual_report"
    ANNUAL_STATEMENT = "annual_statement"
    ASSIGNMENT = "assignment"
    OTHER = "other"


class State(StrEnum):
    """How far a deliverable has come."""

    PLANNED = "planned"
    OPEN = "open"
    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    CANCELLED = "cancelled"


DELIVERED = frozenset({State.RECEIVED, State.INCOMPLETE, State.COMPLETE, State.ACCEPTED})
CLOSED = frozenset({State.WAIVED, State.CANCELLED})


class Timeliness(StrEnum):
    """Whether a deliverable came in time, apart from what it holds."""

    NOT_DUE = "not_due"
    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE = "overdue"
    UNDATED = "undated"
    DISPUTED = "disputed"
    WAIVED = "waived"


class Completeness(StrEnum):
    """Whether the latest version holds what is demanded."""

    NONE = "none"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"


class Basis(StrEnum):
    """Where a date comes from: the text states it, it is inferred from the text, or the office set it."""

    STATED = "stated"
    INFERRED = "inferred"
    OFFICE = "office"


class Access(StrEnum):
    """Restricted documents (budget inputs, security matters) get neutral titles where others may look."""

    OPEN = "open"
    RESTRICTED = "restricted"


class Maker(StrEnum):
    """Who makes a demand. Only letter and mandate can make a report incomplete."""

    LETTER = "letter"
    MANDATE = "mandate"
    OFFICE = "office"


class WorkdayPolicy(StrEnum):
    """What happens to a date of record that falls on a non-working day."""

    KEEP = "keep"
    PREVIOUS = "previous"
    NEXT = "next"


class Recurs(StrEnum):
    """Whether the text itself says that a demand comes back every year."""

    EVERY_YEAR = "every_year"
    EXPECTED = "expected"
    ONCE = "once"


class Content(StrEnum):
    """What a document must hold. The order here is the order in which people read it."""

    STATUS = "status"
    PROGRESS = "progress"
    QUALITY = "quality"
    RISK = "risk"
    MITIGATION = "mitigation"
    ECONOMY = "economy"
    SUPPLEMENTARY_FUNDING = "supplementary_funding"
    DEVIATION = "deviation"
    RESOURCE_USE = "resource_use"
    REALLOCATION = "reallocation"
    DELIVERABLES = "deliverables"
    USE_OF_FUNDS = "use_of_funds"
    TASKS = "tasks"
    FUND_SPLIT = "fund_split"
    BUDGET_TEXT = "budget_text"
    PROPOSAL = "proposal"
    EVALUATION = "evaluation"


CONTENT_ORDER = {code: place for place, code in enumerate(Content)}
GENERAL = "general"
"""Stands in `required` where a demand belongs to no initiative."""


class Step(StrEnum):
    """What people are told: the rungs of the reminder ladder, in the order in which they may fire, then news."""

    INVITATION = "invitation"
    WEEK_BEFORE = "before_7"
    DAYS_BEFORE = "before_3"
    LAST_DAY = "last_day"
    OVERDUE = "overdue"
    MANAGER = "manager"
    GAPS = "gaps"
    MOVED = "moved"
    DATED = "dated"
    CANCELLED = "cancelled"
    WAIVED = "waived"
    EXTENDED = "extended"
    DENIED = "denied"
    DECIDED = "decided"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    NOT_MOVED = "not_moved"
    TAKEN_OVER = "taken_over"
    RECEIPT = "receipt"
    UNREAD = "unread"


COUNTDOWN = frozenset({Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE, Step.LAST_DAY})
"""The rungs before a deadline."""
NEW_DATE = frozenset({Step.MOVED, Step.DATED, Step.EXTENDED, Step.DECIDED})
"""News that put another date in force."""
NEWS = NEW_DATE | {
    Step.CANCELLED, Step.WAIVED, Step.DENIED, Step.ACCEPTED, Step.RETURNED, Step.NOT_MOVED, Step.TAKEN_OVER,
    Step.RECEIPT, Step.UNREAD,
}  # fmt: skip
"""What is told once, when it has happened; it has no rung."""


class Lang(StrEnum):
    """The languages people read: bokmål first."""

    NB = "nb"
    EN = "en"
