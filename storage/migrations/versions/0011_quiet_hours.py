"""Hours in which the people of a rota are left alone, and accounts that run low."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("rota") as table:
        table.add_column(sa.Column("quiet", sa.String(), nullable=False, server_default=""))
        table.add_column(
            sa.Column("quiet_incidents", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("provider_health") as table:
        table.add_column(sa.Column("low_since", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("provider_health") as table:
        table.drop_column("low_since")
    with op.batch_alter_table("rota") as table:
        table.drop_column("quiet_incidents")
        table.drop_column("quiet")
