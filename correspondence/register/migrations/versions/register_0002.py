"""Version 2: where the fields of each form stand; entries are found by mailing, by number and by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from correspondence.register.migrations.guards import keep_for_ever

revision = "register_0002"
down_revision: str | None = "register_0001"


def upgrade() -> None:
    """Make the table and the indexes."""
    op.create_table(
        "form_template",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("geometry", sa.JSON, nullable=False),
    )
    keep_for_ever("form_template", "sha256")
    op.create_index("entry_of_mailing", "entry", ["mailing", "recipient"])
    op.create_index("entry_of_number", "entry", ["number"])
    op.create_index("entry_of_day", "entry", ["at"])
