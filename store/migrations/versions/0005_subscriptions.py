"""Subscriptions to calendars, by the hash of their secret."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", AutoString(), nullable=False),
        sa.Column("scope_kind", AutoString(), nullable=False),
        sa.Column("scope", AutoString(), nullable=False),
        sa.Column("label", AutoString(), nullable=False),
        sa.Column("lang", AutoString(), nullable=False),
        sa.Column("alarms", sa.Boolean(), nullable=False),
        sa.Column("past_days", sa.Integer(), nullable=False),
        sa.Column("future_months", sa.Integer(), nullable=False),
        sa.Column("gzip", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("rotated_at", UTCDateTime(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.Column("grace_until", UTCDateTime(), nullable=True),
        sa.Column("last_fetch_at", UTCDateTime(), nullable=True),
        sa.Column("fetched_mark", AutoString(), nullable=True),
        sa.Column("client", AutoString(), nullable=True),
        sa.CheckConstraint("scope_kind IN ('actor', 'owner', 'initiative', 'office')", name="scope_kind_known"),
        sa.CheckConstraint("lang IN ('nb', 'en')", name="lang_known"),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"]),
        sa.ForeignKeyConstraint(["replaced_by"], ["subscription.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_hash"),
    )


def downgrade() -> None:
    """Take this version away again."""
    op.drop_table("subscription")
