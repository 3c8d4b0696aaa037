"""Rungs that are still to be decided on get a table of their own in the order of days, so that a tick touches few pages."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ASKS = "step <> 'manager' OR confirmed"


def upgrade() -> None:
    """Bring the tables to this version."""
    op.execute(
        "CREATE TABLE kept AS SELECT fire_on, id AS step_id, deliverable_id, revision, step FROM ladder_step "
        f"WHERE state = 'open' AND ({_ASKS})"
    )
    op.add_column("ladder_step", sa.Column("void", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE ladder_step SET void = true WHERE state = 'void'")
    op.drop_index("ladder_step_open", table_name="ladder_step")
    op.drop_index("ix_notice_deliverable_id", table_name="notice")
    with op.batch_alter_table("ladder_step") as step:  # nothing refers to it yet
        step.drop_constraint("state_known", type_="check")
        step.drop_column("state")
        step.drop_column("confirmed")
    op.create_table(
        "open_rung",
        sa.Column("fire_on", sa.Date(), nullable=False),
        sa.Column("step_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["ladder_step.id"]),
        sa.PrimaryKeyConstraint("fire_on", "step_id"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO open_rung SELECT fire_on, step_id, deliverable_id, revision, step FROM kept")
    op.execute("DROP TABLE kept")


def downgrade() -> None:
    """Take this version away again. A rung that had its day counts as fired, whether or not anybody was told."""
    op.execute("CREATE TABLE kept AS SELECT step_id FROM open_rung")
    op.drop_table("open_rung")
    with op.batch_alter_table("ladder_step") as step:
        step.add_column(sa.Column("state", AutoString(), nullable=False, server_default="fired"))
        step.add_column(sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.false()))
    opened = "id IN (SELECT step_id FROM kept)"
    op.execute("UPDATE ladder_step SET state = 'void' WHERE void")
    op.execute(f"UPDATE ladder_step SET confirmed = true WHERE step = 'manager' AND {opened}")
    op.execute(f"UPDATE ladder_step SET state = 'open' WHERE {opened} OR (step = 'manager' AND NOT void)")
    op.execute("DROP TABLE kept")
    with op.batch_alter_table("ladder_step") as step:
        step.alter_column("state", server_default=None)
        step.alter_column("confirmed", server_default=None)
        step.drop_column("void")
        step.create_check_constraint("state_known", "state IN ('open', 'fired', 'spent', 'void')")
    where = sa.text("state = 'open'")
    op.create_index("ladder_step_open", "ladder_step", ["fire_on"], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_notice_deliverable_id", "notice", ["deliverable_id"])
