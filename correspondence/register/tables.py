"""The register's tables, as the newest version of its schema has them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Moment(TypeDecorator[datetime.datetime]):
    """A moment, kept in UTC: SQLite has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        """Turn a moment to UTC.

        Raises:
            ValueError: It has no time zone.
        """
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without a time zone cannot be kept"
            raise ValueError(message)
        return value.astimezone(datetime.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        """Give a moment back in UTC."""
        del dialect
        if value is None:
            return None
        moment: datetime.datetime = value
        return moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment.astimezone(datetime.UTC)


METADATA = MetaData()

ENTRY = Table(
    "entry",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("mailing", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("list", Text, nullable=False),
    Column("row", Integer),
    Column("by", Text, nullable=False),
    Column("files", JSON, nullable=False),
    Column("details", JSON, nullable=False),
    Column("amends", Integer),
)

LETTER = Table(
    "letter",
    METADATA,
    Column("number", Text, primary_key=True),
    Column("series", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("mailing", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("template", Text, nullable=False),
)

SERIES = Table(
    "series",
    METADATA,
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

FORM = Table(
    "form_template",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("geometry", JSON, nullable=False),
)
