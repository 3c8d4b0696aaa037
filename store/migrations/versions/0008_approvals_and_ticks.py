"""Money that a report moves between initiatives, for the ministry to approve; and what people find in documents of prose."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from arshjul.store.migrations.guards import guard, unguard

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = ("approval", "approval_withdrawal", "tick")


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("target", AutoString(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_event(),
        sa.CheckConstraint("amount > 0", name="amount_above_nought"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"]),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"]),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("decision_id"),
    )
    op.create_index("ix_approval_deliverable_id", "approval", ["deliverable_id"])
    op.create_table(
        "approval_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        *_event(),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"]),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("approval_id"),
    )
    op.create_table(
        "tick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("initiative", AutoString(), nullable=False),
        sa.Column("content", AutoString(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("by", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        *_event(),
        sa.CheckConstraint("page > 0", name="page_from_one"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tick_of", "tick", ["submission_id", "initiative", "content"])
    for table in _TABLES:
        op.create_index(f"ix_{table}_event_seq", table, ["event_seq"])
    guard(op.get_bind(), _TABLES)


def downgrade() -> None:
    """Take this version away again."""
    unguard(op.get_bind(), _TABLES)
    for table in reversed(_TABLES):
        op.drop_table(table)


def _event() -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    """Two items of a table: the event that wrote a row, and that it is there."""
    return sa.Column("event_seq", sa.Integer(), nullable=False), sa.ForeignKeyConstraint(["event_seq"], ["event.seq"])
