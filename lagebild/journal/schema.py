"""The table of the log; `migrations/versions` says how a database comes to have it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text

__all__ = ["entries"]

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("picture", String(200), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("time", String(27), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("who", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("values", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("searched", Text, nullable=False),
    Index("entries_time", "picture", "time"),
    Index("entries_kind", "picture", "kind"),
)
