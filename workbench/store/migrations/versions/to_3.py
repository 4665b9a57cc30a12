"""From form 2 to form 3: fingerprints, what hash lists and machines said, and a case's own rules get tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Takes the step within the caller's transaction; no table that stands is touched."""
    from sqlalchemy import Column, Integer, LargeBinary, Text

    op.create_table(
        "fingerprint",
        Column("key", Integer, primary_key=True, autoincrement=False),
        Column("bits", Text),
        Column("quality", Integer),
        Column("body", LargeBinary, nullable=False),
    )
    for name in ("bits", "quality"):
        op.create_index(f"fingerprint_{name}", "fingerprint", [name])
    for name in ("list_match", "suggestion"):
        op.create_table(
            name,
            Column("key", Text, primary_key=True, autoincrement=False),
            Column("exhibit", Integer),
            Column("body", LargeBinary, nullable=False),
        )
        op.create_index(f"{name}_exhibit", name, ["exhibit"])
    op.create_table(
        "exposure_layer",
        Column("key", Text, primary_key=True, autoincrement=False),
        Column("body", LargeBinary, nullable=False),
    )
