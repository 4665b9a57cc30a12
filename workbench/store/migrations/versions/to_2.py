"""From form 1 to form 2: exhibits get children and holdings; extracts, holds, tombstones and stamps get tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Takes the step within the caller's transaction; no record's bytes change, since the ledger binds them."""
    from sqlalchemy import Column, Integer, LargeBinary, Text

    op.create_table(
        "exhibit_2",
        Column("key", Integer, primary_key=True, autoincrement=False),
        Column("digest", Text),
        Column("withdrawn", Integer),
        Column("place", Integer),
        Column("holding", Text),
        Column("parent", Integer),
        Column("body", LargeBinary, nullable=False),
    )
    # In form 1 every exhibit was held and stood for itself; its place leaves room for 2^33 things unpacked from it.
    op.execute(
        "INSERT INTO exhibit_2(key, digest, withdrawn, place, holding, parent, body)"
        " SELECT key, digest, withdrawn, key << 33, 'held', NULL, body FROM exhibit ORDER BY key"
    )
    op.drop_table("exhibit")
    op.rename_table("exhibit_2", "exhibit")
    for name in ("digest", "withdrawn", "place", "holding", "parent"):
        op.create_index(f"exhibit_{name}", "exhibit", [name])
    for name in ("extract", "tombstone", "time_stamp"):
        op.create_table(
            name,
            Column("key", Integer, primary_key=True, autoincrement=False),
            Column("body", LargeBinary, nullable=False),
        )
    op.create_table(
        "hold",
        Column("key", Text, primary_key=True, autoincrement=False),
        Column("active", Integer),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_index("hold_active", "hold", ["active"])
    op.create_table(
        "packed",
        Column("digest", Text, primary_key=True),
        Column("pack", Text, nullable=False),
        Column("start", Integer, nullable=False),
        Column("length", Integer, nullable=False),
    )
    op.create_index("ix_packed_pack", "packed", ["pack"])
    op.add_column("head", Column("roots", LargeBinary))
