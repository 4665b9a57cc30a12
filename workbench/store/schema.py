"""The tables of a case and the stamp that says which form they have."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from workbench.store.rows import KINDS

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

APPLICATION_ID = 0x57424B43
SCHEMA = 2


@functools.cache
def tables() -> MetaData:
    """Builds the description of all tables once: one for each kind of record, and those of the ledger."""
    from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text

    metadata = MetaData()
    for kind in KINDS:
        key_type = Integer if kind.integer_key else Text
        derived = [Column(name, Text if name in _TEXT_COLUMNS else Integer) for name in kind.columns]
        table = Table(
            kind.name,
            metadata,
            Column("key", key_type, primary_key=True, autoincrement=False),
            *derived,
            Column("body", LargeBinary, nullable=False),
        )
        for name in kind.columns:
            Index(f"{kind.name}_{name}", table.c[name])
    Table(
        "entry",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("verb", Text, nullable=False),
        Column("undoes", Integer),
        Column("digest", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    Table(
        "log",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("size", Integer, nullable=False),
        Column("last", Text, nullable=False),
        Column("roots", LargeBinary, nullable=False),
    )
    Table(
        "head",
        metadata,
        Column("size", Integer, primary_key=True, autoincrement=False),
        Column("body", LargeBinary, nullable=False),
        # The frontier at that size, so that a check can go on from there; its root is the one that is signed.
        Column("roots", LargeBinary),
    )
    Table(
        # Where a small original lies; what it is, its own digest says.
        "packed",
        metadata,
        Column("digest", Text, primary_key=True),
        Column("pack", Text, nullable=False, index=True),
        Column("start", Integer, nullable=False),
        Column("length", Integer, nullable=False),
    )
    Table(
        "past",
        metadata,
        Column("digest", Text, primary_key=True),
        Column("body", LargeBinary, nullable=False),
    )
    return metadata


def table(name: str) -> Table:
    """Finds one table's description by name."""
    return tables().tables[name]


_TEXT_COLUMNS = frozenset({"digest", "at", "policy", "judgement", "holding"})
