"""Calendars hold meetings too: an event is about a deliverable or about a meeting, with whose calendars it stands in."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    with op.batch_alter_table("feed_event") as event:  # nothing refers to it
        event.alter_column("deliverable_id", existing_type=sa.Integer(), nullable=True)
        event.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        event.add_column(sa.Column("actors", AutoString(), nullable=False, server_default=""))
        event.add_column(sa.Column("kinds", AutoString(), nullable=False, server_default=""))
        event.create_foreign_key("feed_event_meeting_id_fkey", "meeting", ["meeting_id"], ["id"])
        event.create_index("ix_feed_event_meeting_id", ["meeting_id"])


def downgrade() -> None:
    """Take this version away again."""
    op.execute("DELETE FROM feed_event WHERE meeting_id IS NOT NULL")
    with op.batch_alter_table("feed_event") as event:
        event.drop_index("ix_feed_event_meeting_id")
        event.drop_constraint("feed_event_meeting_id_fkey", type_="foreignkey")
        event.drop_column("kinds")
        event.drop_column("actors")
        event.drop_column("meeting_id")
        event.alter_column("deliverable_id", existing_type=sa.Integer(), nullable=False)
