"""Who held which role by the portfolio file, so that past boards name those who answered then."""

import sqlalchemy as sa
from alembic import op

from arshjul.store.migrations.guards import guard, unguard

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_GUARDED = ("roles",)


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_roles_event_seq", "roles", ["event_seq"])
    guard(op.get_bind(), _GUARDED)


def downgrade() -> None:
    """Take this version away again."""
    unguard(op.get_bind(), _GUARDED)
    op.drop_table("roles")
