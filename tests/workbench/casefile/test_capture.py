"""A capture is scored by what is there of it, alone or among exhibits of the same address."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workbench.casefile.capture import CaptureState, capture_states
from workbench.casefile.exhibits import Acquisition, Exhibit, Family, Holding, Provenance
from workbench.casefile.identity import Actor

AT = datetime(2026, 10, 3, 14, 29, tzinfo=UTC)


def item(
    number: int, media_type: str, family: Family, url: str = "", captured: datetime | None = None, name: str = "a"
) -> Exhibit:
    """Makes an exhibit of some type that was taken from an address."""
    acquisition = Acquisition(Actor("I"), AT, "a", "files", "tool", provenance=Provenance(url, captured=captured))
    return Exhibit(number, f"{number:064x}", 1, media_type, family, name, acquisition)


def test_a_score_says_what_is_lacking() -> None:
    assert CaptureState(url=True).words == "1 of 3, no HTML source, no full-page capture"
    assert CaptureState(url=True, page=True).words == "2 of 3, no HTML source"
    assert CaptureState(True, True, True).words == "3 of 3"
    assert CaptureState().words == "0 of 3, no URL, no HTML source, no full-page capture"


@pytest.mark.parametrize(
    ("made", "score"),
    [
        (item(1, "image/png", Family.IMAGE), 0),
        (item(1, "image/png", Family.IMAGE, "https://example.org/a"), 1),
        (item(1, "image/png", Family.IMAGE, "https://example.org/a", AT), 2),
        (item(1, "application/pdf", Family.DOCUMENT, "https://example.org/a", AT), 2),
        (item(1, "application/pdf", Family.DOCUMENT, "https://example.org/a"), 1),
        (item(1, "text/html", Family.PAGE, "https://example.org/a"), 2),
        (item(1, "application/warc", Family.ARCHIVE), 1),
        (item(1, "application/zip", Family.ARCHIVE, name="page.wacz"), 1),
        (item(1, "application/zip", Family.ARCHIVE, name="page.zip"), 0),
        (item(1, "video/mp4", Family.VIDEO, "https://example.org/a", AT), 1),
    ],
)
def test_one_exhibit_is_scored_by_what_it_is(made: Exhibit, score: int) -> None:
    assert capture_states([made])[1].score == score


def test_companions_of_one_address_make_a_whole_capture() -> None:
    picture = item(1, "image/png", Family.IMAGE, "https://Example.org/post/1/#top", AT)
    page = item(2, "text/html", Family.PAGE, "https://example.org/post/1")
    other = item(3, "image/png", Family.IMAGE, "https://example.org/post/2")
    states = capture_states([picture, page, other])
    assert (states[1].words, states[2].words) == ("3 of 3", "3 of 3")
    assert states[3].words == "1 of 3, no HTML source, no full-page capture"


def test_what_is_out_of_view_or_destroyed_counts_for_nobody_else() -> None:
    picture = item(1, "image/png", Family.IMAGE, "https://example.org/a", AT)
    page = item(2, "text/html", Family.PAGE, "https://example.org/a")
    for gone in (replace(page, withdrawn=True), replace(page, holding=Holding.DESTROYED)):
        assert capture_states([picture, gone])[1].words == "2 of 3, no HTML source"


def test_exhibits_without_an_address_have_no_companions() -> None:
    states = capture_states([item(1, "image/png", Family.IMAGE, "", AT), item(2, "text/html", Family.PAGE)])
    assert (states[1].score, states[2].score) == (1, 1)
