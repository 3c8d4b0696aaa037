"""When a message is tried again and what may have become of a try; addresses that are off, pauses, and what the office is told."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BEFORE, _NOW = "state IN ('pending', 'claimed')", "state IN ('pending', 'claimed', 'uncertain')"


def _index(where: str) -> None:
    op.drop_index("message_waiting", table_name="message")
    condition = sa.text(where)
    op.create_index("message_waiting", "message", ["day"], sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    """Bring the tables to this version."""
    op.add_column("message", sa.Column("not_before", UTCDateTime(), nullable=True))
    op.add_column("message", sa.Column("tried_at", UTCDateTime(), nullable=True))
    op.add_column("message", sa.Column("tried_to", AutoString(), nullable=True))
    _index(_NOW)
    op.create_table(
        "office_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject"),
    )
    op.create_index("ix_office_note_message_id", "office_note", ["message_id"])
    op.create_table(
        "address_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "channel", "address"),
    )
    op.create_table(
        "channel_pause",
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("channel"),
    )


def downgrade() -> None:
    """Take this version away again."""
    for table in ("channel_pause", "address_off", "office_note"):
        op.drop_table(table)
    _index(_BEFORE)
    for column in ("tried_to", "tried_at", "not_before"):
        op.drop_column("message", column)
