"""The bytes that are hashed are RFC 8785's, whichever writer made them, and read back as the same value."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.exhibits import Acquisition, Exhibit, Facts, Family, Provenance
from workbench.casefile.exposure import Preview, SheetFrame, Veil
from workbench.casefile.identity import Actor, now
from workbench.errors import CaseDamaged
from workbench.store.rows import PreviewRow, body_of, canonical, value_from

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | _TEXT
    | st.floats(allow_nan=False, allow_infinity=False)
)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(_TEXT, _VALUES, max_size=6))
def test_both_writers_agree(document: dict[str, object]) -> None:
    assert canonical(document) == rfc8785.dumps(document)  # type: ignore[arg-type]


@given(_TEXT)
def test_every_character_is_written_as_the_rfc_says(text: str) -> None:
    assert canonical({"name": text}) == rfc8785.dumps({"name": text})


@given(_TEXT, _TEXT, st.integers(0, 2**53 - 1), st.one_of(st.none(), st.floats(0, 1e6)))
def test_an_exhibit_is_written_as_the_rfc_says(name: str, source: str, size: int, seconds: float | None) -> None:
    acquisition = Acquisition(Actor(name, source), now(), source, "files", "tool", now(), "", Provenance(name))
    facts = Facts(width=640, seconds=seconds)
    exhibit = Exhibit(1, "ab" * 32, size, "image/png", Family.IMAGE, name, acquisition, facts, title=source)
    assert body_of(exhibit) == rfc8785.dumps(msgspec.to_builtins(exhibit))


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_the_published_vectors(name: str, shared_data: Path) -> None:
    folder = shared_data / "conformance" / "json-canonicalization"
    document = json.loads((folder / "input" / f"{name}.json").read_text("utf-8"))
    assert canonical(document) == (folder / "output" / f"{name}.json").read_bytes()


def test_values_come_back_as_they_were() -> None:
    veil = Veil(3, 2, bytes(range(6)), bytes(level % 16 for level in range(24)))
    row = PreviewRow(7, Preview(Facts(width=3, seconds=47.04), veil, (SheetFrame(2.0, veil),)))
    assert value_from(body_of(row), PreviewRow) == row
    acquisition = Acquisition(Actor("نون", "n"), now(), "/tmp/\u202e.png", "files", "tool", now())
    exhibit = Exhibit(1, "ab" * 32, 5, "image/png", Family.IMAGE, "\U0001f600.png", acquisition)
    assert value_from(body_of(exhibit), Exhibit) == exhibit


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"number": "one"}', b"\xff\xfe"])
def test_bytes_that_are_no_value_are_damage(body: bytes) -> None:
    with pytest.raises(CaseDamaged):
        value_from(body, Exhibit)
