"""How much of the minimum of a web capture an exhibit has: URL, HTML source, full-page capture with date and time.

The three are what the Berkeley Protocol on Digital Open Source Investigations (2022, part VI.C) asks to be collected of
any online item. The parts may lie in several exhibits, which belong together by the address that they were taken from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from workbench.casefile.exhibits import Exhibit, Family

_SOURCES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "multipart/related",
        "message/rfc822+mhtml",
        "application/x-mimearchive",
        "application/warc",
        "application/wacz",
        "application/x-wacz",
        "application/wacz+zip",
    }
)
_PAGE_TYPES = frozenset({"application/pdf"})
_SOURCE_ENDINGS = (".html", ".htm", ".xhtml", ".mhtml", ".mht", ".warc", ".warc.gz", ".wacz")


@dataclass(frozen=True, slots=True)
class CaptureState:
    """Which parts of the minimum are there: the address, the source of the page, and the page as it was seen."""

    url: bool = False
    html: bool = False
    page: bool = False

    @property
    def score(self) -> int:
        """How many of the three parts are there."""
        return self.url + self.html + self.page

    @property
    def lacks(self) -> tuple[str, ...]:
        """The parts that are not there, in words."""
        parts = ((self.url, "no URL"), (self.html, "no HTML source"), (self.page, "no full-page capture"))
        return tuple(words for there, words in parts if not there)

    @property
    def words(self) -> str:
        """The score and what is lacking: ``1 of 3, no HTML source, no full-page capture``."""
        return ", ".join((f"{self.score} of 3", *self.lacks))


def capture_states(exhibits: Iterable[Exhibit]) -> dict[int, CaptureState]:
    """Scores all exhibits of a case at once, each together with its companions of the same address.

    What was withdrawn or destroyed counts for nobody else.
    """
    known = tuple(exhibits)
    by_address: dict[str, list[Exhibit]] = {}
    for exhibit in known:
        if (address := _address(exhibit)) and not exhibit.withdrawn and exhibit.holding.value != "destroyed":
            by_address.setdefault(address, []).append(exhibit)
    return {exhibit.number: _state(exhibit, by_address) for exhibit in known}


def _state(exhibit: Exhibit, by_address: Mapping[str, list[Exhibit]]) -> CaptureState:
    """Scores one exhibit with its companions."""
    address = _address(exhibit)
    together = (exhibit, *by_address.get(address, ())) if address else (exhibit,)
    return CaptureState(bool(address), any(map(_is_source, together)), any(map(_is_page, together)))


def _is_source(exhibit: Exhibit) -> bool:
    """Tells whether an exhibit is the source of a page, alone or in an archive."""
    if exhibit.family is Family.PAGE or exhibit.media_type in _SOURCES:
        return True
    return exhibit.family in (Family.ARCHIVE, Family.TEXT) and exhibit.name.lower().endswith(_SOURCE_ENDINGS)


def _is_page(exhibit: Exhibit) -> bool:
    """Tells whether an exhibit shows a page as it was seen, with the date and time of that."""
    shows = exhibit.family is Family.IMAGE or exhibit.media_type in _PAGE_TYPES
    return shows and exhibit.acquisition.provenance.captured is not None


def _address(exhibit: Exhibit) -> str:
    """Writes the address an exhibit was taken from so that its spellings compare equal, empty where none is known."""
    said = exhibit.acquisition.provenance.source_url.strip()
    try:
        parts = urlsplit(said)
    except ValueError:
        return said
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), parts.query, ""))
