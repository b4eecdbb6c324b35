"""Ways of verifying, rules set at run time, providers' health."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "country_rule",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("country"),
    )
    op.create_table(
        "guard_rule",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("prefix"),
    )
    op.create_table(
        "preference",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("methods", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "country"),
    )
    op.create_table(
        "provider_health",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("is_switched_off", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.Column("try_again_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("provider"),
    )
    op.create_table(
        "provider_traffic",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("hour", sa.DateTime(), nullable=False),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "hour", "ending"),
    )
    with op.batch_alter_table("charge") as table:
        table.add_column(sa.Column("reference", sa.String(), nullable=True))
        table.create_index("charge_reference", ["provider", "reference"], unique=False)

    with op.batch_alter_table("chat_session") as table:
        table.add_column(sa.Column("prefix", sa.String(), nullable=True))
        table.add_column(sa.Column("route", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("own_steps", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("language", sa.String(), nullable=True))
        table.add_column(sa.Column("did", sa.String(), nullable=True))
        table.add_column(sa.Column("cause", sa.String(), nullable=True))
        table.add_column(sa.Column("is_forwarded", sa.Boolean(), nullable=True))
        table.alter_column("number", nullable=True)
        table.create_index("session_of_prefix", ["prefix", "created_at"], unique=False)

    with op.batch_alter_table("question") as table:
        table.add_column(sa.Column("topic_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("person_name", sa.Text(), nullable=True))
        table.add_column(sa.Column("message_id", sa.BigInteger(), nullable=True))
