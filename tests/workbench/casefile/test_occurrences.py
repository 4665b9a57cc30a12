"""Times are read as they are written: zone and exactness are kept, never made up."""

from __future__ import annotations

import pytest

from workbench.casefile.occurrences import Precision, read_time, time_words


@pytest.mark.parametrize(
    ("text", "zone", "instant", "precision"),
    [
        ("2026-10-03", "UTC", "2026-10-03T00:00:00+00:00", Precision.DAY),
        ("2026-10-03 14", "UTC", "2026-10-03T14:00:00+00:00", Precision.HOUR),
        ("2026-10-03 14:29", "Europe/Berlin", "2026-10-03T12:29:00+00:00", Precision.MINUTE),
        ("2026-12-03T14:29:58", "Europe/Berlin", "2026-12-03T13:29:58+00:00", Precision.SECOND),
        ("2026-10-03T14:29:58+05:30", "UTC", "2026-10-03T08:59:58+00:00", Precision.SECOND),
        ("2026-10-03T14:29Z", "Asia/Tokyo", "2026-10-03T14:29:00+00:00", Precision.MINUTE),
    ],
)
def test_a_time_is_an_instant_a_zone_and_a_precision(text: str, zone: str, instant: str, precision: Precision) -> None:
    at, _, read = read_time(text, zone)
    assert (at.isoformat(), read) == (instant, precision)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "2026-10-03 25:00", "10/03/2026", "2026-10-03 14:29 +1"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_time(text)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        read_time("2026-10-03 14:29", "Mars/Olympus")


def test_words_say_no_more_than_is_known() -> None:
    assert time_words(*read_time("2026-10-03")) == "3 Oct 2026"
    assert time_words(*read_time("2026-10-03 14:29", "Europe/Berlin")) == "3 Oct 2026 14:29 Europe/Berlin"
