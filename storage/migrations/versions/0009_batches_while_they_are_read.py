"""Lists as they were sent, what of a batch is still being read, and how fast it goes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "list_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept_until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("list_part") as table:
        table.create_index("part_of_list", ["list_id", "part"], unique=True)

    with op.batch_alter_table("batch") as table:
        table.add_column(sa.Column("source", sa.Text(), nullable=True))
        table.add_column(sa.Column("mark_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("mark_done", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(
            sa.Column("is_forgotten", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("batch_line") as table:
        table.create_index("line_of_verdict", ["session_id", "verdict"], unique=False)
        table.create_index("line_of_known", ["number", "asked_at"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("batch_line") as table:
        table.drop_index("line_of_known")
        table.drop_index("line_of_verdict")

    with op.batch_alter_table("batch") as table:
        table.drop_column("is_forgotten")
        table.drop_column("mark_done")
        table.drop_column("mark_at")
        table.drop_column("source")

    op.drop_table("list_part")
