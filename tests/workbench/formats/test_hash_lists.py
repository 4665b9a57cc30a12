"""Hash lists are read as other tools write them, and a wrong line never stops the rest."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.hash_lists import HashKind
from workbench.formats.hash_lists import Entry, Portion, read_hash_list

MD5, SHA1, SHA256, SHA512, PDQ = "a1" * 16, "b2" * 20, "c3" * 32, "d4" * 64, "e5" * 32


def read(text: str | bytes, told: HashKind | None = None) -> Portion:
    """Reads a whole list and sums it up."""
    total = Portion()
    for portion in read_hash_list(io.BytesIO(text if isinstance(text, bytes) else text.encode()), told):
        total.entries += portion.entries
        total.wrong += portion.wrong
        total.named += portion.named
        total.photodna += portion.photodna
        total.plain += portion.plain
    return total


def entry(kind: HashKind, value: str, note: str = "") -> Entry:
    """Makes an entry as it is expected."""
    return kind, value, note


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (MD5, entry(HashKind.MD5, MD5)),
        (SHA1.upper(), entry(HashKind.SHA1, SHA1)),
        (SHA256, entry(HashKind.SHA256, SHA256)),
        (SHA512, entry(HashKind.SHA512, SHA512)),
        (f"pdq:{PDQ}", entry(HashKind.PDQ, PDQ)),
        (f"pdq {PDQ}", entry(HashKind.PDQ, PDQ)),
        (f"SHA-256: {SHA256}", entry(HashKind.SHA256, SHA256)),
        (f"md5={MD5}", entry(HashKind.MD5, MD5)),
        (f"video_md5 {MD5}", entry(HashKind.MD5, MD5)),
        (f"{SHA256}  a file with {MD5} in its name.jpg", entry(HashKind.SHA256, SHA256)),
        (f"\\{MD5} *odd\\nname", entry(HashKind.MD5, MD5)),
        (f"SHA2-256(a (b).jpg)= {SHA256}", entry(HashKind.SHA256, SHA256)),
        (f"MD5 (a.jpg) = {MD5}", entry(HashKind.MD5, MD5)),
        (f"{MD5},known fake", entry(HashKind.MD5, MD5, "known fake")),
        (f'"{MD5}";"a; b"', entry(HashKind.MD5, MD5, "a; b")),
    ],
)
def test_a_line_is_read_as_it_is_meant(line: str, expected: Entry) -> None:
    assert read(f"# a comment\n\n; another\n{line}\n").entries == [expected]


def test_64_digits_without_a_name_are_what_the_person_says() -> None:
    assert read(f"{PDQ}\n{MD5}\n", HashKind.PDQ).entries == [entry(HashKind.PDQ, PDQ), entry(HashKind.MD5, MD5)]


def test_wrong_lines_are_counted_and_the_first_few_named() -> None:
    wrong = ["nothing", "abc123", "g" * 32, f"sha1:{MD5}", "x" * 70_000, "1", "2", "3"]
    told = read("\n".join([MD5, *wrong, SHA1]))
    assert told.entries == [entry(HashKind.MD5, MD5), entry(HashKind.SHA1, SHA1)]
    assert told.wrong == len(wrong)
    assert [number for number, _ in told.named] == [2, 3, 4, 5, 6]
    assert not any("nothing" in reason or MD5 in reason for _, reason in told.named)


def test_the_reference_set_of_software_is_read_by_its_head() -> None:
    head = '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"'
    row = f'"{SHA1.upper()}","{MD5.upper()}","0A1B2C3D","a, ""b"".dll",1024,8762,"362",""'
    told = read(f"{head}\r\n{row}\r\nbroken\r\n")
    assert told.entries == [entry(HashKind.SHA1, SHA1), entry(HashKind.MD5, MD5)]
    assert told.wrong == 1


def test_a_table_with_pdq_leaves_out_what_is_too_plain() -> None:
    table = f"pdq\tquality\tlabel\tsha256\n{PDQ}\t100\tFlag\t{SHA256}\n{PDQ}\t49\tSky\t\n"
    told = read(table)
    assert told.entries == [entry(HashKind.PDQ, PDQ, "Flag"), entry(HashKind.SHA256, SHA256, "Flag")]
    assert (told.plain, told.wrong) == (1, 0)


def test_a_table_may_say_the_kind_in_a_column_of_its_own() -> None:
    table = f"type,indicator,tags\nHASH_PDQ,{PDQ},x\nHASH_MD5,{MD5},y\nHASH_SHA1,{MD5},z\n"
    told = read(table)
    assert told.entries == [entry(HashKind.PDQ, PDQ), entry(HashKind.MD5, MD5)]
    assert told.wrong == 1


def test_hashdeep_names_its_columns_in_a_comment_of_its_own() -> None:
    text = f"%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /\n## \n12,{MD5},{SHA256},/a\n"
    assert read(text).entries == [entry(HashKind.MD5, MD5), entry(HashKind.SHA256, SHA256)]


def test_project_vic_is_read_record_by_record_and_photodna_counted() -> None:
    records = [
        {"MediaID": 1, "Category": 2, "MD5": MD5.upper(), "SHA1": SHA1, "PhotoDNA": "AAAA", "MediaSize": 9, "Tags": []},
        {"MediaID": 2, "Category": 0, "MD5": None, "SHA1": "", "PhotoDNA": "BBBB"},
        {"MediaID": 3},
    ]
    told = read(json.dumps({"@odata.context": "http://example.org/$metadata#Media", "value": records}, indent=1))
    assert told.entries == [entry(HashKind.MD5, MD5, "category 2"), entry(HashKind.SHA1, SHA1, "category 2")]
    assert (told.photodna, told.wrong) == (2, 1)


@pytest.mark.parametrize(
    "document",
    [
        json.dumps([MD5, SHA1]),
        json.dumps({"md5": MD5, "sha1": SHA1}),
        json.dumps({"bank": {"hashes": [{"hash": MD5}, {"hash": f"sha1:{SHA1}"}]}}),
        f'{{"md5": "{MD5}"}}\n{{"type": "HASH_SHA1", "indicator": "{SHA1}"}}\n',
    ],
)
def test_json_is_read_in_whatever_shape(document: str) -> None:
    assert read(document).entries == [entry(HashKind.MD5, MD5), entry(HashKind.SHA1, SHA1)]


def test_json_that_breaks_off_gives_what_came_before() -> None:
    told = read(f'{{"value": [{{"MD5": "{MD5}"}}, {{"MD')
    assert told.entries == [entry(HashKind.MD5, MD5)]
    assert told.wrong == 1
    lines = read(f'{{"md5": "{MD5}"}}\n{{broken\n[1, 2]\n{{"md5": "{MD5}"}}\n')
    assert (len(lines.entries), lines.wrong) == (2, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_ends_of_lines_do_not_matter(encoding: str, end: str) -> None:
    text = end.join([f"{MD5},été", SHA1, ""])
    assert [value for _, value, _ in read(text.encode(encoding)).entries] == [MD5, SHA1]


def test_notes_hide_nothing_and_file_names_are_not_kept() -> None:
    told = read(f"md5,filename,note\n{MD5},what it shows.jpg,\u202eabc{'x' * 500}\n")
    ((_, _, note),) = told.entries
    assert "shows" not in note and "\u202e" not in note and len(note) <= 200


def test_a_long_list_comes_in_portions() -> None:
    text = "\n".join(f"{number:032x}" for number in range(10_000))
    portions = list(read_hash_list(io.BytesIO(text.encode())))
    assert len(portions) > 2
    assert sum(len(portion.entries) for portion in portions) == 10_000
    assert portions[-1].line == 10_000


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_whatever_comes_is_read_without_a_fault(data: bytes) -> None:
    for value in read(data).entries:
        assert int(value[1], 16) >= 0
    read(b"{" + data)
    read(b"md5,note\n" + data)
