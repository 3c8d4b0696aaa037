"""What a look into a source keeps for the next one, so that only what has changed is asked for."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "source_memory",
        sa.Column("actor", AutoString(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("actor"),
    )


def downgrade() -> None:
    """Take this version away again."""
    op.drop_table("source_memory")
