"""The honest files that attacks begin from: self-made ones, and real ones where they are on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.attacks.asking import POLICY, Answer, Kind, Verdict, ask
from tests.attacks.campaign import Pool
from tests.attacks.measuring import measured
from tests.attacks.samples import samples
from tests.conftest import SHARED_DATA
from workbench.media.sniff import HEAD_BYTES, sniff

_FOLDERS = (
    "photos/formats", "photos/orientation", "metadata", "near-duplicates", "content-credentials", "hash-collisions",
    "video", "documents", "email", "chat-exports", "web-archives",
)  # fmt: skip
_MOST_BYTES, _SMALL = 4 << 20, 64 << 10
#: Self-made samples that are refused by design: not a PDF at all, an empty Outlook file, what only names a picture.
_EMPTY = ("b.pdf", "a.msg")


def honest() -> Pool:
    """Gives every honest file: the self-made, then the real ones of moderate size."""
    made = [(name, kind, data) for name, (kind, data) in samples().items() if not name.startswith(_EMPTY)]
    return [*made, *_real(_MOST_BYTES)]


def pool() -> Pool:
    """Gives what mutants are made from: small files, so that many can be sent."""
    made = [(name, kind, data) for name, (kind, data) in samples().items()]
    return [*made, *_real(_SMALL)]


def damaged(folder: Path) -> Iterator[tuple[str, Answer]]:
    """Asks everything of each file of the damaged ones."""
    found = sorted((SHARED_DATA / "damaged").glob("*")) if SHARED_DATA.is_dir() else []
    with measured(folder, "damaged") as (decoder, meter):
        for path in found:
            data = path.read_bytes()
            for answer in ask(decoder, meter, data, _kind(path, data)):
                yield path.name, answer


def not_served(folder: Path, files: Pool) -> Iterator[str]:
    """Asks the first question of each honest file and names those that were stopped, or that tripped the filter."""
    with measured(folder, "honest") as (decoder, meter):
        for name, kind, data in files:
            for answer in ask(decoder, meter, data, kind):
                if answer.verdict in (Verdict.STOPPED, Verdict.FAULT) or answer.detail == POLICY:
                    yield f"{name}, {answer.question}: {answer.verdict} {answer.detail}"


def served(files: Pool) -> Pool:
    """Gives the self-made ones among the honest files: each of them must be served."""
    return [one for one in files if one[0] in samples() and one[1].media_type != "application/pdf"]


def _real(most_bytes: int) -> Iterator[tuple[str, Kind, bytes]]:
    for folder in _FOLDERS if SHARED_DATA.is_dir() else ():
        for path in sorted((SHARED_DATA / folder).rglob("*")):
            if path.is_file() and path.suffix not in (".csv", ".md") and 0 < path.stat().st_size <= most_bytes:
                data = path.read_bytes()
                yield f"{folder}/{path.name}", _kind(path, data), data


def _kind(path: Path, data: bytes) -> Kind:
    media_type, family = sniff(data[:HEAD_BYTES], path.name)
    return Kind(family, media_type, path.name)
