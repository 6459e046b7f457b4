"""Version 1: entries, the letters that have numbers, and the last serial of each series and year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from correspondence.register.migrations.guards import keep_for_ever

revision = "register_0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("mailing", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("row", sa.Integer),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("amends", sa.Integer, sa.ForeignKey("entry.id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "letter",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("mailing", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.UniqueConstraint("series", "year", "serial"),
        sa.UniqueConstraint("mailing", "template", "recipient"),
    )
    op.create_table(
        "series",
        sa.Column("series", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    keep_for_ever("entry", "id")
    keep_for_ever("letter", "number")
