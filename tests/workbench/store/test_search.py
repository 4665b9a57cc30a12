"""The index of words finds every script, follows every change of the rows, and can be made again from them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.decisions import Determination, Judgement
from workbench.casefile.exhibits import Acquisition, Exhibit, Family, Provenance, Sensitivity
from workbench.casefile.extracts import Extract
from workbench.casefile.identity import Actor, digest_of, new_id, now
from workbench.casefile.searching import Query, Term, read_query
from workbench.casefile.verbs import ANNOTATE, EXTRACT, UNDO
from workbench.jobs import finish
from workbench.store import search
from workbench.store.counting import counts
from workbench.store.finding import find
from workbench.store.folder import CaseFile, create_case
from workbench.store.searchable import Reading, reading_of

TEXTS = {
    1: "यह हिन्दी में लिखा हुआ पाठ है",
    2: "قال أحمد إنّ الكتابَ هنا",
    3: "今天北京市天安門廣場有很多人",
    4: "東京タワーで食べる",
    5: "오늘 서울에서 만났습니다",
    6: "วันนี้อากาศดีมากที่กรุงเทพ",
    7: "thumbs 👍🏽 and 👩\u200d🚀 and 🇩🇪",
    8: "ISPARTA ve İstanbul arasında",
    9: "Die Straße ist groß",
    10: "un café déjà servi",
    11: "the quick brown fox",
    12: "Москва слезам не верит, йод и ёж",
}


def exhibit(number: int, actor: Actor, name: str = "a.txt", **fields: Any) -> Exhibit:
    """Makes the record of an exhibit."""
    said = Provenance(source_url=fields.pop("url", ""), account=fields.pop("account", ""))
    acquisition = Acquisition(actor, now(), f"/tmp/{name}", "files", "test", provenance=said)
    return Exhibit(number, digest_of(str(number).encode()), 10, "text/plain", Family.TEXT, name, acquisition, **fields)


def write_texts(case: CaseFile, actor: Actor) -> CaseFile:
    """Puts a text in each script into a case."""
    with case.write(actor, EXTRACT, "Read the words") as work:
        for number, text in TEXTS.items():
            work.put(exhibit(number, actor, f"file_{number:04d}_abc.txt"))
            work.put(Extract(number, "test", text))
    return case


@pytest.fixture
def written(case: CaseFile, actor: Actor) -> CaseFile:
    """Opens a case with a text in each script."""
    return write_texts(case, actor)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseFile]:
    """Opens a case with a text in each script, for tests that only read."""
    actor = Actor("Investigator", "inv")
    folder = tmp_path_factory.mktemp("read") / "case"
    made = create_case(folder, Case(new_id(), "A title", CaseKind.ADS, now()), actor)
    yield write_texts(made, actor)
    made.close()


def found(case: CaseFile, query: str) -> list[int | None]:
    """Lists the exhibits that a query finds."""
    with case.reading() as connection:
        return [row.exhibit for row in find(connection, read_query(query), 50).rows]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("हिन्दी", 1),
        ("लिखा हुआ", 1),
        ("احمد", 2),
        ("الكتاب", 2),
        ("天安門", 3),
        ("北京", 3),
        ("京", 3),
        ("人", 3),
        ("食べ", 4),
        ("タワー", 4),
        ("ﾀﾜｰ", 4),
        ("서울", 5),
        ("만났", 5),
        ("อากาศ", 6),
        ("กรุงเทพ", 6),
        ("👍", 7),
        ("👍🏿", 7),
        ("🚀", 7),
        ("👩\u200d🚀", 7),
        ("🇩🇪", 7),
        ("isparta", 8),
        ("ısparta", 8),
        ("ISTANBUL", 8),
        ("strasse", 9),
        ("STRASSE", 9),
        ("GROSS", 9),
        ("cafe", 10),
        ("DÉJÀ", 10),
        ('"quick brown"', 11),
        ("qui*", 11),
        ("слезам", 12),
        ("еж", 12),
    ],
)
def test_every_script_is_found(read: CaseFile, query: str, number: int) -> None:
    assert number in found(read, query)
    assert len(set(found(read, query))) <= (2 if query == "京" else 1)


@pytest.mark.parametrize(
    "query",
    ["हिन्", "京北", "食る", "iso", '"brown quick"', "🇪🇩", "иод", "fox -quick", "rown", "'", '"" OR', "NEAR(fox)"],
)
def test_what_is_not_there_is_not_found(read: CaseFile, query: str) -> None:
    assert found(read, query) == []


def test_a_part_of_a_name_is_found_and_a_part_of_a_word_is_not(written: CaseFile) -> None:
    assert found(written, "0007_a") == [7]
    assert found(written, "007_abc fox") == []
    assert found(written, "0011_a file") == [11]
    assert found(written, "umbs") == []


def test_either_word_is_enough_with_or(written: CaseFile) -> None:
    assert sorted(n or 0 for n in found(written, "fox OR 0007_a")) == [7, 11]


_VOCABULARY = ["fox", "foxes", "badger", "bad", "04", "0341"]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseFile]:
    """Opens a case whose words stand in names, parts of names, texts and notes, together and apart."""
    actor, chance = Actor("Investigator", "inv"), random.Random(5)
    made = create_case(tmp_path_factory.mktemp("mixed") / "case", Case(new_id(), "A title", CaseKind.ADS, now()), actor)
    with made.write(actor, EXTRACT, "Read the words") as work:
        for number in range(1, 61):
            joined = chance.choice(["", "_", "x"]).join(chance.choices(_VOCABULARY, k=2))
            work.put(exhibit(number, actor, f"{joined}.txt", description=" ".join(chance.choices(_VOCABULARY, k=1))))
            if number % 3 == 0:
                work.put(Extract(number, "test", " ".join(chance.choices(_VOCABULARY, k=3))))
            if number % 4 == 0:
                said = " ".join(chance.choices(_VOCABULARY, k=2))
                work.put(Annotation(new_id(), number, said, Anchor(), actor, now()))
    yield made
    made.close()


@pytest.mark.parametrize(("few", "very_few"), [(-1, -1), (2, 1), (12, 0), (12, 5), (1000, 20)])
@pytest.mark.parametrize(
    "query",
    [
        "fox badger",
        "fox bad",
        "oxe bad",
        "badger 0341",
        "adge 034 fox",
        "fox OR adger 0341",
        "fox -bad",
        "fox -badger",
        "oxe -034",
        "fox -adge -0341",
        "oxe bad -fox",
        "fox bad*",
        "04 fox",
        "gerf",
        "badger fox in:names",
        "bad 0341 -oxes in:text",
    ],
)
def test_many_words_are_met_by_words_or_names_however_few_there_are(
    mixed: CaseFile, monkeypatch: pytest.MonkeyPatch, query: str, few: int, very_few: int
) -> None:
    monkeypatch.setattr("workbench.store.finding._FEW", few)
    monkeypatch.setattr("workbench.store.finding._VERY_FEW", very_few)
    asked = read_query(query)
    with mixed.reading() as connection:
        all_found = find(connection, asked, 1000)
        some = find(connection, asked, 3)
        kept = {
            (name, str(key)): reading_of(name, value)
            for name in ("exhibit", "extract", "annotation")
            for _, name, key, value in search._all(connection, name)
        }
    places = {"in:names": {"exhibit"}, "in:text": {"extract"}}.get(
        query.split()[-1], {"exhibit", "extract", "annotation"}
    )
    wanted = {at for at, reading in kept.items() if at[0] in places and _is_meant(asked, reading)}
    assert sorted((row.kind, row.key) for row in all_found.rows) == sorted(wanted)
    assert (all_found.total, some.total, len(some.rows)) == (len(wanted), len(wanted), min(3, len(wanted)))


def _is_meant(asked: Query, reading: Reading) -> bool:
    """Tells by reading it whether a record is what a query of plain words asks for."""
    words = re.findall("[a-z0-9]+", " ".join(reading.words).lower())

    def holds(term: Term) -> bool:
        word, part = " ".join(term.word.pieces), term.name
        said = any(each.startswith(word) if term.prefix else each == word for each in words)
        return said or (len(part) >= 3 and any(part in name.lower() for name in reading.names))

    return all(any(map(holds, group)) for group in asked.groups) and not any(map(holds, asked.excluded))


def test_many_hits_are_the_newest_first(written: CaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.store.finding.MOST_RANKED", 3)
    assert found(written, "abc") == list(range(12, 0, -1))


def test_a_change_and_a_removal_reach_the_index_with_the_rows(written: CaseFile, actor: Actor) -> None:
    note = Annotation(new_id(), 1, "a marmot", Anchor(), actor, now())
    with written.write(actor, ANNOTATE, "Say something") as work:
        work.put(note)
    assert found(written, "marmot") == [1]
    with written.write(actor, ANNOTATE, "Say something else") as work:
        work.put(Annotation(note.id, 1, "a badger", Anchor(), actor, now()))
    assert found(written, "marmot") == []
    assert found(written, "badger") == [1]
    with written.write(actor, ANNOTATE, "Take it back") as work:
        work.remove("annotation", note.id)
    assert found(written, "badger") == []


def test_an_act_that_fails_leaves_the_index_as_it_was(written: CaseFile, actor: Actor) -> None:
    with pytest.raises(ZeroDivisionError), written.write(actor, ANNOTATE, "Say something") as work:
        work.put(Annotation(new_id(), 1, "a marmot", Anchor(), actor, now()))
        work.settle()
        raise ZeroDivisionError
    assert found(written, "marmot") == []
    assert _agrees(written)


def test_the_words_of_destroyed_bytes_leave_the_file_too(written: CaseFile, actor: Actor) -> None:
    with written.write(actor, EXTRACT, "Read the words") as work:
        work.put(Extract(1, "test", "zanzibarcode"))
    with written.write(actor, EXTRACT, "Forget the words") as work:
        work.remove("extract", 1)
    with written.reading() as connection:
        blocks = connection.exec_driver_sql("SELECT block FROM search_words_data").fetchall()
    assert not any(b"zanzibar" in block for (block,) in blocks)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_acts_the_index_is_the_one_made_anew(case: CaseFile, actor: Actor, seed: int) -> None:
    chance = random.Random(seed)
    words = ["marmot", "badger", "北京市", "हिन्दी", "👍🏽", "0341", ""]
    notes: list[str] = []
    for turn in range(40):
        entries = []
        case.subscribe(entries.append)
        with case.write(actor, ANNOTATE, "Act") as work:
            for _ in range(chance.randrange(1, 4)):
                text = " ".join(chance.choices(words, k=3))
                choice = chance.randrange(7)
                if choice == 0:
                    number = chance.randrange(1, 6)
                    work.put(exhibit(number, actor, f"{text}.txt", withdrawn=chance.random() < 0.3))
                elif choice == 1:
                    work.put(Extract(chance.randrange(1, 6), "test", text))
                elif choice == 2 and notes:
                    work.remove("annotation", chance.choice(notes))
                elif choice == 3:
                    work.remove("extract", chance.randrange(1, 6))
                elif choice == 4:
                    judgement = chance.choice(list(Judgement))
                    work.put(Determination(chance.randrange(1, 6), judgement, actor, now(), text))
                elif choice == 5:
                    work.remove(chance.choice(["determination", "exhibit"]), chance.randrange(1, 6))
                else:
                    notes.append(new_id())
                    work.put(Annotation(notes[-1], 1, text, Anchor(), actor, now()))
        if turn % 5 == 4 and entries:
            with case.write(actor, UNDO, "Undo", undoes=entries[-1].number) as work:
                for change in reversed(entries[-1].changes):
                    work.restore(change)
    assert _agrees(case)
    before = _terms(case)
    with case._transaction() as connection:
        finish(search.rebuild(connection))
    assert _agrees(case)
    assert _terms(case) == before


def test_exhibits_in_view_are_counted_by_judgement(case: CaseFile, actor: Actor) -> None:
    with case.write(actor, ANNOTATE, "Act") as work:
        work.add([exhibit(number, actor, withdrawn=number == 4) for number in range(1, 701)])
        work.add([Determination(number, Judgement.CLEAR, actor, now()) for number in range(1, 601)])
    with case.write(actor, ANNOTATE, "Act") as work:
        work.put(Determination(1, Judgement.VIOLATING, actor, now()))
        work.put(exhibit(2, actor, withdrawn=True))
        work.remove("determination", 3)
    with case.reading() as connection:
        counted = counts(connection)
    assert (counted.exhibits, counted.bytes) == (698, 6980)
    assert counted.judged == {"violates": 1, "clear": 596}
    assert _agrees(case)


def test_a_row_that_the_index_missed_is_noticed_and_made_good(written: CaseFile) -> None:
    for damage in (
        "DELETE FROM search_row WHERE id = 3",
        "DELETE FROM search_words WHERE rowid = 3",
        "UPDATE search_facet SET withdrawn = 1 WHERE exhibit = 3",
        "UPDATE search_facet SET judgement = 'clear' WHERE exhibit = 3",
        "UPDATE search_tally SET bytes = bytes + 1",
        "UPDATE search_row SET mark = '' WHERE id = 4",
    ):
        with written._transaction() as connection:
            connection.exec_driver_sql(damage)
        assert not _agrees(written), damage
        with written._transaction() as connection:
            finish(search.rebuild(connection))
        assert _agrees(written), damage


def test_an_exhibit_that_is_only_rated_is_not_indexed_again(written: CaseFile, actor: Actor) -> None:
    with written.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM search_words_data").scalar_one()
    with written.write(actor, ANNOTATE, "Rate") as work:
        kept = work.find(Exhibit, 1)
        assert kept is not None
        work.put(replace(kept, sensitivity=Sensitivity.SEVERE))
    with written.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM search_words_data").scalar_one() == before
    assert found(written, "sensitivity:severe in:text") == [1]


def _agrees(case: CaseFile) -> bool:
    with case.reading() as connection:
        return search.check(connection)


def _terms(case: CaseFile) -> list[tuple[Any, ...]]:
    """Reads every word of the index with the record it stands in."""
    terms = []
    with case._transaction() as connection:
        for table in ("search_words", "search_names"):
            connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, {table}, instance)")
            rows = connection.exec_driver_sql(
                'SELECT v.term, r.kind, r.key, v."offset" FROM temp.seen v JOIN search_row r ON r.id = v.doc'
            ).fetchall()
            terms.extend(sorted(tuple(row) for row in rows))
            connection.exec_driver_sql("DROP TABLE temp.seen")
    return terms
