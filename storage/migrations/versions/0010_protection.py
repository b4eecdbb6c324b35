"""Fraud lists asked first, rules in shadow, blocks that were lifted, a key to be pressed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "precaution",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("checks_fraud", sa.Boolean(), nullable=False),
        sa.Column("by_key", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    op.create_table(
        "shadow_hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("shadow_hit") as table:
        table.create_index("shadow_hit_at", ["at"], unique=False)

    op.create_table(
        "lift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lift") as table:
        table.create_index("lift_of", ["subject"], unique=False)

    with op.batch_alter_table("chat_session") as table:
        table.add_column(
            sa.Column("is_checking", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("risk", sa.String(), nullable=True))
        table.add_column(
            sa.Column("by_key", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("chat_session") as table:
        table.drop_column("by_key")
        table.drop_column("risk")
        table.drop_column("is_checking")

    with op.batch_alter_table("lift") as table:
        table.drop_index("lift_of")

    op.drop_table("lift")
    with op.batch_alter_table("shadow_hit") as table:
        table.drop_index("shadow_hit_at")

    op.drop_table("shadow_hit")
    op.drop_table("precaution")
