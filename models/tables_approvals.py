"""What is stored of money moved between initiatives, awaiting the ministry's word, and of what people find in documents.

What lives here: one class per table; rows are written once and never changed, each with the event that wrote it. See
`tables.py` for what holds for all of them. A question and its answer are rows of `decision` (kind `reallocation`); here
stands what is asked: between whom, and how much. Money is whole øre.
"""

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel


class Approval(SQLModel, table=True):
    """Money that a version of a document moves between initiatives. `decision_id`: the row of the question.

    An empty `source` or `target` stands for several initiatives, where the document does not pair givers and receivers.
    """

    __tablename__ = "approval"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_above_nought"),)
    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", unique=True)
    deliverable_id: int = Field(foreign_key="deliverable.id", index=True)
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    source: str
    target: str
    amount: int = Field(sa_type=BigInteger)
    event_seq: int = Field(foreign_key="event.seq", index=True)


class ApprovalWithdrawal(SQLModel, table=True):
    """A question that awaits no answer any more: a newer version no longer asks it, or the office entered it by mistake."""

    __tablename__ = "approval_withdrawal"
    id: int | None = Field(default=None, primary_key=True)
    approval_id: int = Field(foreign_key="approval.id", unique=True)
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    event_seq: int = Field(foreign_key="event.seq", index=True)


class Tick(SQLModel, table=True):
    """Somebody has found, or no longer finds, what is demanded in a version of a document; the newest row holds.

    `page`: where it was found, counted from 1; None where a tick is taken back. `by` as in `decision`.
    """

    __tablename__ = "tick"
    __table_args__ = (
        CheckConstraint("page > 0", name="page_from_one"),
        Index("tick_of", "submission_id", "initiative", "content"),
    )
    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    initiative: str
    content: str
    page: int | None = None
    by: str
    reason: str
    event_seq: int = Field(foreign_key="event.seq", index=True)
