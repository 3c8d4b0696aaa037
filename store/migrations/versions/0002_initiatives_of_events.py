"""Kept calendar events tell their initiatives, for when their deliverable has left the wheel."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.add_column("feed_event", sa.Column("initiatives", AutoString(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take this version away again."""
    op.drop_column("feed_event", "initiatives")
