"""The tables of a case and the stamp that says which form they have."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from workbench.store.rows import KINDS

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

APPLICATION_ID = 0x57424B43
SCHEMA = 3
_TALLY = """INSERT INTO search_tally(judgement, exhibits, bytes) SELECT NEW.judgement, 1, NEW.size
    WHERE NEW.withdrawn = 0 ON CONFLICT(judgement) DO UPDATE SET exhibits = exhibits + 1, bytes = bytes + NEW.size"""
# What a search reads. All of it is made from the records and can be made again (store/search.py), so no entry binds it.
# The two indexes hold words and no text: what a search shows is cut out of the records themselves.
SEARCH = (
    """CREATE TABLE IF NOT EXISTS search_row(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL,
    exhibit INTEGER, at TEXT, who TEXT NOT NULL, mark TEXT NOT NULL, UNIQUE(kind, key))""",
    "CREATE INDEX IF NOT EXISTS search_row_exhibit ON search_row(exhibit)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(words, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'")""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_names USING fts5(names, content='', contentless_delete=1,
    tokenize="trigram case_sensitive 1")""",
    """CREATE TABLE IF NOT EXISTS search_facet(exhibit INTEGER PRIMARY KEY, withdrawn INTEGER NOT NULL,
    size INTEGER NOT NULL, family TEXT NOT NULL, sensitivity TEXT NOT NULL, acquired TEXT NOT NULL, captured TEXT,
    who TEXT NOT NULL, judgement TEXT NOT NULL)""",
    # The exhibits in view are counted as they come and go, by judgement, so that opening a large case counts nothing.
    """CREATE TABLE IF NOT EXISTS search_tally(judgement TEXT PRIMARY KEY, exhibits INTEGER NOT NULL,
    bytes INTEGER NOT NULL)""",
    f"""CREATE TRIGGER IF NOT EXISTS search_facet_came AFTER INSERT ON search_facet
    BEGIN {_TALLY}; END""",
    """CREATE TRIGGER IF NOT EXISTS search_facet_gone AFTER DELETE ON search_facet WHEN OLD.withdrawn = 0
    BEGIN UPDATE search_tally SET exhibits = exhibits - 1, bytes = bytes - OLD.size WHERE judgement = OLD.judgement;
    END""",
    f"""CREATE TRIGGER IF NOT EXISTS search_facet_changed AFTER UPDATE OF withdrawn, size, judgement ON search_facet
    BEGIN UPDATE search_tally SET exhibits = exhibits - 1, bytes = bytes - OLD.size
    WHERE judgement = OLD.judgement AND OLD.withdrawn = 0; {_TALLY}; END""",
)
# Which exhibits look alike, found from their fingerprints and found again whenever it is asked; no entry binds it.
LIKENESS = (
    """CREATE TABLE IF NOT EXISTS likeness(exhibit INTEGER PRIMARY KEY, representative INTEGER NOT NULL,
    distance INTEGER NOT NULL, turn INTEGER NOT NULL, share REAL NOT NULL, likeness TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS likeness_representative ON likeness(representative)",
)
# What no table description says, run behind the tables wherever they are made; each may be run again.
# The ledger refuses to be edited through SQL. Whoever drops these is found by the check; they stop mistakes.
EXTRA = (
    """CREATE TRIGGER IF NOT EXISTS entry_not_edited BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS entry_not_removed BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS entry_not_replaced BEFORE INSERT ON entry
    WHEN EXISTS (SELECT 1 FROM entry WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS head_not_edited BEFORE UPDATE ON head
    BEGIN SELECT RAISE(ABORT, 'a signed head stays as it is'); END""",
    """CREATE TRIGGER IF NOT EXISTS head_not_removed BEFORE DELETE ON head
    BEGIN SELECT RAISE(ABORT, 'a signed head stays as it is'); END""",
    """CREATE TRIGGER IF NOT EXISTS head_not_replaced BEFORE INSERT ON head
    WHEN EXISTS (SELECT 1 FROM head WHERE size = NEW.size AND body IS NOT NEW.body)
    BEGIN SELECT RAISE(ABORT, 'a signed head stays as it is'); END""",
    *SEARCH,
    *LIKENESS,
)


@functools.cache
def tables() -> MetaData:
    """Builds the description of all tables once: one for each kind of record, and those of the ledger."""
    from sqlalchemy import DDL, Column, Index, Integer, LargeBinary, MetaData, Table, Text, event

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
    for statement in EXTRA:
        event.listen(metadata, "after_create", DDL(statement))  # type: ignore[no-untyped-call]
    return metadata


def table(name: str) -> Table:
    """Finds one table's description by name."""
    return tables().tables[name]


_TEXT_COLUMNS = frozenset({"digest", "at", "policy", "judgement", "holding", "bits"})
