"""Questions to the index of words: which records hold them, and which exhibit an identifier names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.casefile.exhibits import Holding
from workbench.casefile.folding import fold
from workbench.casefile.identity import moment_text
from workbench.casefile.searching import SHORTEST_NAME, Filters, Query, State, Term
from workbench.store.rows import kind_named, value_from
from workbench.store.searchable import DIGITS, OF_AN_EXHIBIT, SEARCHED

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Ranking reads every hit; beyond this many the newest are as good an answer and come at once.
MOST_RANKED = 10_000
# A set of so many rows is asked about row by row instead of gathering others; so few are looked up one at a time.
_FEW, _VERY_FEW = 1000, 20
# Behind the last record that has names there is nothing to gather for them.
_NAMED = " AND rowid <= (SELECT max(id) FROM search_names_docsize)"
_NOT_FOUND_BY = "n.rowid NOT IN (SELECT rowid FROM {0} WHERE {0} MATCH ?{1})"
_FOUND_BY = "n.rowid IN (SELECT rowid FROM {0} WHERE {0} MATCH ?{1})"

_WORDS, _NAMES = "search_words", "search_names"
_BEST = f"bm25({_WORDS}), n.rowid DESC"
_RECORD = " JOIN search_row r ON r.id = n.rowid"
_FACETS = " LEFT JOIN search_facet f ON f.exhibit = r.exhibit"


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One record that a search found."""

    kind: str
    key: str
    exhibit: int | None
    value: Any


@dataclass(frozen=True, slots=True)
class Found:
    """The best or newest records of a search, and how many there are in all."""

    rows: tuple[FoundRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Condition:
    """Conditions on a row ``n`` of one of the tables, and the arguments they take.

    ``joined`` says what they look at besides: nothing, the row's record ``r``, or the facets ``f`` of its exhibit too.
    """

    tests: tuple[str, ...] = ()
    arguments: tuple[Any, ...] = ()
    joined: int = 0

    def __add__(self, other: _Condition) -> _Condition:
        """Joins two conditions: both have to hold."""
        return _Condition(self.tests + other.tests, self.arguments + other.arguments, max(self.joined, other.joined))

    def select(self, what: str, table: str, order: str = "", limit: int = -1) -> tuple[str, tuple[Any, ...]]:
        """Writes the whole question to one table."""
        joins = ("", _RECORD, _RECORD + _FACETS)[self.joined]
        where = f" WHERE {' AND '.join(self.tests)}" if self.tests else ""
        behind = f" ORDER BY {order} LIMIT {int(limit)}" if order else ""
        return f"SELECT {what} FROM {table} n{joins}{where}{behind}", self.arguments


def find(connection: Connection, query: Query, limit: int) -> Found:
    """Finds the records that hold what is looked for, best first while they are few and newest first beyond."""
    narrowed = _narrowed(connection, query.filters)
    if not query.groups:
        wanted = not query.said or bool(query.excluded)
        narrowed += _without(query, _WORDS) + _without(query, _NAMES)
        return _listed(connection, query.filters, narrowed, limit) if wanted else Found((), 0)
    expression = _all_words(query)
    numbers, total = _worded(connection, query, expression, narrowed, limit)
    by_names = _by_names(connection, query, expression if total else "")
    if by_names is not None:
        by_names += narrowed
        room = max(0, limit - len(numbers))
        more = _numbers(connection, *by_names.select("n.rowid", _NAMES, "n.rowid DESC", room)) if room else []
        numbers += more
        # Only where the page is full is there anything left to count.
        total += len(more) if room > len(more) else _count(connection, _NAMES, by_names)
    return Found(_rows(connection, numbers), total)


def _worded(
    connection: Connection, query: Query, expression: str, narrowed: _Condition, limit: int
) -> tuple[list[int], int]:
    """Lists the first rows that the index of words finds, and counts them all."""
    if not expression:
        return [], 0
    asked = _by_words(connection, query, expression)
    both = asked + narrowed
    # What is looked at besides takes longer than the index itself: it is looked at once where that is little.
    if narrowed.joined and _count(connection, _WORDS, asked) <= MOST_RANKED:
        ranked = _numbers(connection, *both.select("n.rowid", _WORDS, _BEST, -1))
        return ranked[:limit], len(ranked)
    total = _count(connection, _WORDS, both)
    order = _BEST if total <= MOST_RANKED else "n.rowid DESC"
    return _numbers(connection, *both.select("n.rowid", _WORDS, order, limit)) if total else [], total


def exhibits_with_digest(connection: Connection, beginning: str) -> tuple[int, ...]:
    """Finds the exhibits one of whose four digests begins with these digits, or with the first of them."""
    cut = f' OR "{beginning[:DIGITS]}"' if len(beginning) > DIGITS else ""
    return _exhibits(connection, _WORDS, f'"{beginning}"*{cut}')


def exhibits_named(connection: Connection, names: Sequence[str]) -> tuple[int, ...]:
    """Finds the exhibits one of whose short identifiers is one of these folded texts, all of it."""
    whole = _any_of(_quoted(f"\n{name}\n") for name in names if name)
    return _exhibits(connection, _NAMES, whole) if whole else ()


def exhibits_at(connection: Connection, address: str) -> tuple[int, ...]:
    """Finds the exhibits in one of whose short identifiers a folded address stands."""
    return _exhibits(connection, _NAMES, _quoted(address)) if len(address) >= SHORTEST_NAME else ()


def sensitivities(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Reads how graphic some exhibits are said to be."""
    marks = ", ".join(str(int(number)) for number in set(numbers))
    rows = connection.exec_driver_sql(f"SELECT exhibit, sensitivity FROM search_facet WHERE exhibit IN ({marks})")
    return {number: str(sensitivity) for number, sensitivity in rows}


def unread(connection: Connection, wordless: Sequence[str]) -> tuple[int, ...]:
    """Lists the exhibits in view that the case has, whose words were not taken out yet; some families have none."""
    marks = ", ".join("?" * len(wordless))
    rows = connection.exec_driver_sql(
        "SELECT e.key FROM exhibit e JOIN search_facet f ON f.exhibit = e.key WHERE e.withdrawn = 0"
        f" AND e.holding = 'held' AND f.family NOT IN ({marks}) AND e.key NOT IN (SELECT key FROM extract)"
        " ORDER BY e.place",
        tuple(str(family) for family in wordless),
    )
    return tuple(number for (number,) in rows)


def _exhibits(connection: Connection, table: str, expression: str) -> tuple[int, ...]:
    """Finds the exhibits whose own record one of the indexes finds, the first that came in first."""
    rows = connection.exec_driver_sql(
        f"SELECT r.exhibit FROM {table} n JOIN search_row r ON r.id = n.rowid"
        f" WHERE {table} MATCH ? AND r.kind = 'exhibit' ORDER BY n.rowid LIMIT 100",
        (expression,),
    )
    return tuple(number for (number,) in rows)


def _listed(connection: Connection, filters: Filters, narrowed: _Condition, limit: int) -> Found:
    """Lists what passes the filters where no words are looked for: the exhibits, unless a place is named."""
    if not filters.places:
        narrowed += _Condition(("r.kind = 'exhibit'",), (), 1)
    total = _count(connection, "search_row", narrowed)
    numbers = _numbers(connection, *narrowed.select("n.rowid", "search_row", "n.rowid DESC", limit))
    return Found(_rows(connection, numbers), total)


def _count(connection: Connection, table: str, condition: _Condition) -> int:
    """Counts what a condition lets through."""
    return int(connection.exec_driver_sql(*condition.select("count(*)", table)).scalar_one())


def _numbers(connection: Connection, statement: str, arguments: tuple[Any, ...]) -> list[int]:
    """Reads the numbers of index rows."""
    return [number for (number,) in connection.exec_driver_sql(statement, arguments)]


def _rows(connection: Connection, numbers: Sequence[int]) -> tuple[FoundRow, ...]:
    """Reads the records behind index rows, in the same order; one that is gone is left out."""
    known: dict[int, FoundRow] = {}
    for start in range(0, len(numbers), 500):
        marks = ", ".join(str(int(number)) for number in numbers[start : start + 500])
        placed = connection.exec_driver_sql(
            f"SELECT id, kind, key, exhibit FROM search_row WHERE id IN ({marks}) ORDER BY kind"
        ).fetchall()
        for kind in {kind for _, kind, _, _ in placed}:
            known.update(_read(connection, kind, [(row[0], row[2], row[3]) for row in placed if row[1] == kind]))
    return tuple(known[number] for number in numbers if number in known)


def _read(
    connection: Connection, name: str, placed: Sequence[tuple[int, str, int | None]]
) -> Iterable[tuple[int, FoundRow]]:
    """Reads records of one kind, given by number in the index, key and exhibit."""
    kind = kind_named(name)
    keys = [int(key) if kind.integer_key else key for _, key, _ in placed]
    marks = ", ".join("?" * len(keys))
    found = connection.exec_driver_sql(f"SELECT key, body FROM {name} WHERE key IN ({marks})", tuple(keys))
    bodies = {str(key): body for key, body in found}
    for number, key, exhibit in placed:
        if key in bodies:
            yield number, FoundRow(name, key, exhibit, value_from(bodies[key], kind.type))


# What is asked of the indexes -------------------------------------------------------------------------------------


def _match(table: str, expression: str, query: Query) -> _Condition:
    """Asks one of the indexes, and leaves out what it knows of an excluded term."""
    excluded = _excluded(query, table)
    return _Condition((f"{table} MATCH ?",), (f"({expression}) NOT {excluded}" if excluded else expression,))


def _quoted(text: str) -> str:
    """Writes a text so that an index takes it for words and never for an operator."""
    return '"' + text.replace("\0", " ").replace('"', '""') + '"'


def _word(term: Term) -> str:
    """Writes a term for the index of words."""
    if not term.word.pieces:
        return ""
    return _quoted(" ".join(term.word.pieces)) + ("*" if term.prefix or term.word.opens else "")


def _name(term: Term) -> str:
    """Writes a term for the index of names, empty where it is too short for one."""
    return _quoted(term.name) if len(term.name) >= SHORTEST_NAME else ""


def _any_of(expressions: Iterable[str]) -> str:
    """Asks for any of some expressions; empty where none says anything."""
    said = [expression for expression in expressions if expression]
    return f"({' OR '.join(said)})" if said else ""


def _all_words(query: Query) -> str:
    """Asks the index of words for a term of each group; empty where a group has none it could know."""
    groups = [_any_of(_word(term) for term in group) for group in query.groups]
    return " AND ".join(groups) if all(groups) else ""


def _by_words(connection: Connection, query: Query, expression: str) -> _Condition:
    """Asks the index of words, and leaves out what holds an excluded term in its names alone."""
    asked = _match(_WORDS, expression, query)
    names = _excluded(query, _NAMES)
    only = _only_named(connection, _excluded(query, _WORDS), names) if names else []
    if len(only) > _FEW:
        return asked + _without(query, _NAMES)
    return asked + _Condition((f"n.rowid NOT IN ({', '.join(map(str, only))})",)) if only else asked


def _by_names(connection: Connection, query: Query, found: str) -> _Condition | None:
    """Asks the index of names for what the words alone, ``found``, did not bring; None where it can know nothing.

    Each group has to be met by the words of a record or by its names, and at least one by the names.
    """
    groups = [
        (_any_of(_word(term) for term in group), _any_of(_name(term) for term in group)) for group in query.groups
    ]
    anything = _any_of(name for _, name in groups)
    if not anything or not _numbers_of(connection, _NAMES, anything, 1):
        return None
    asked, within = _match(_NAMES, anything, query) + _without(query, _WORDS, _NAMED), _NAMED
    if len(groups) > 1:
        few = _few(connection, groups)
        if few is not None:
            within = _among(few)
            asked += _Condition((_among(few, "n.").removeprefix(" AND "),))
        for word, name in groups:
            tests = [(_FOUND_BY.format(_WORDS, within), word), (_FOUND_BY.format(_NAMES, within), name)]
            said = [(test, expression) for test, expression in tests if expression]
            asked += _Condition((f"({' OR '.join(test for test, _ in said)})",), tuple(part for _, part in said))
    return asked + _Condition((_NOT_FOUND_BY.format(_WORDS, within),), (found,)) if found else asked


def _few(connection: Connection, groups: Sequence[tuple[str, str]]) -> list[int] | None:
    """Finds few rows among which all lie that the names add to what the words alone find; None where many may.

    Those are the rows of the rarest group; or else those that meet a group by their names and not by their words, for
    a row that meets each by its words adds nothing.
    """
    sets = [
        {*_numbers_of(connection, _WORDS, word, _FEW + 1), *_numbers_of(connection, _NAMES, name, _FEW + 1)}
        for word, name in groups
    ]
    rarest = min(sets, key=len)
    if len(rarest) <= _FEW:
        return sorted(rarest)
    added: set[int] = set()
    for word, name in groups:
        added.update(_only_named(connection, word, name))
        if len(added) > _FEW:
            return None
    return sorted(added)


def _only_named(connection: Connection, word: str, name: str) -> list[int]:
    """Lists the first rows, one more than few, that hold a term in their names and not in their words."""
    if not word:
        return _numbers_of(connection, _NAMES, name, _FEW + 1)
    return _numbers_of(connection, _NAMES, name, _FEW + 1, f" AND {_NOT_FOUND_BY.format(_WORDS, _NAMED)}", word)


def _among(numbers: Sequence[int], row: str = "") -> str:
    """Asks for one of few rows: each is looked up where they are very few, else what is found is held against them."""
    listed = ", ".join(str(int(number)) for number in numbers)
    if len(numbers) <= _VERY_FEW:
        return f" AND {row}rowid IN ({listed})"
    return f" AND +{row}rowid IN ({listed}) AND {row}rowid BETWEEN {int(numbers[0])} AND {int(numbers[-1])}"


def _numbers_of(connection: Connection, table: str, asked: str, limit: int, test: str = "", *more: str) -> list[int]:
    """Reads the numbers of the first rows that one of the indexes finds."""
    statement = f"SELECT n.rowid FROM {table} n WHERE {table} MATCH ?{test} LIMIT {int(limit)}"
    return _numbers(connection, statement, (asked, *more)) if asked else []


def _excluded(query: Query, table: str) -> str:
    """Writes the excluded terms for one of the indexes."""
    return _any_of((_word if table == _WORDS else _name)(term) for term in query.excluded)


def _without(query: Query, table: str, within: str = "") -> _Condition:
    """Leaves out what one of the indexes knows of an excluded term."""
    expression = _excluded(query, table)
    return _Condition((_NOT_FOUND_BY.format(table, within),), (expression,)) if expression else _Condition()


# What narrows -----------------------------------------------------------------------------------------------------


def _narrowed(connection: Connection, filters: Filters) -> _Condition:
    """Turns filters into conditions."""
    condition = _state(connection, filters.state)
    if filters.places:
        kinds = [name for name, searched in SEARCHED.items() if searched.hit in filters.places]
        condition += _one_of("r.kind", kinds)
    condition += _one_of("f.family", filters.families) + _one_of("f.sensitivity", filters.sensitivities)
    if filters.exhibit is not None:
        condition += _Condition(("r.exhibit = ?",), (filters.exhibit,), 1)
    if filters.person:
        person = f"%{_escaped(fold(filters.person))}%"
        test = "CASE r.kind WHEN 'extract' THEN f.who ELSE r.who END LIKE ? ESCAPE '\\'"
        condition += _Condition((test,), (person,), 2)
    return condition + _judged(filters) + _dated(filters)


def _one_of(column: str, values: Sequence[str]) -> _Condition:
    """Asks for one of some values; none narrows nothing."""
    if not values:
        return _Condition()
    return _Condition(
        (f"{column} IN ({', '.join('?' * len(values))})",),
        tuple(str(value) for value in values),
        2 if column.startswith("f.") else 1,
    )


def _state(connection: Connection, state: State) -> _Condition:
    """Leaves out what is withdrawn, or asks for what has become of the exhibit."""
    if state is State.ANY:
        return _Condition()
    if state is State.IN_VIEW:
        kinds = ", ".join(f"'{kind}'" for kind in OF_AN_EXHIBIT)
        row = connection.exec_driver_sql("SELECT 1 FROM exhibit WHERE withdrawn = 1 LIMIT 1").fetchone()
        gone = f"SELECT id FROM search_row WHERE kind IN ({kinds}) AND exhibit IN (SELECT key FROM exhibit"
        return _Condition((f"n.rowid NOT IN ({gone} WHERE withdrawn = 1))",)) if row else _Condition()
    if state is State.WITHDRAWN:
        return _Condition(("f.withdrawn = 1",), (), 2)
    holding = {State.DESTROYED: Holding.DESTROYED, State.REFERENCE: Holding.REFERENCE}.get(state, Holding.HELD)
    test = "r.exhibit IN (SELECT key FROM exhibit WHERE holding = ? AND withdrawn = 0)"
    if state is not State.HELD:
        test = "r.exhibit IN (SELECT key FROM exhibit WHERE holding = ?)"
    return _Condition((test,), (holding.value,), 1)


def _judged(filters: Filters) -> _Condition:
    """Asks for the judgement on the exhibit; an empty one stands for none."""
    judgements = [judged.value for judged in filters.judgements] + ([""] if filters.undecided else [])
    return _one_of("f.judgement", judgements)


def _dated(filters: Filters) -> _Condition:
    """Asks for a moment between two: of an exhibit and its words the capture or the acquisition, else the record's."""
    bounds = [
        (operator, moment_text(moment))
        for operator, moment in ((">=", filters.after), ("<", filters.before))
        if moment is not None
    ]
    if not bounds:
        return _Condition()
    columns = ("coalesce(r.at, f.acquired)", "CASE WHEN r.kind IN ('exhibit', 'extract') THEN f.captured END")
    tests = [" AND ".join(f"{column} {operator} ?" for operator, _ in bounds) for column in columns]
    arguments = tuple(text for _, text in bounds) * 2
    return _Condition((f"(({tests[0]}) OR ({tests[1]}))",), arguments, 2)


def _escaped(text: str) -> str:
    """Writes a text so that LIKE takes it as it stands."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
