"""What is known of an exhibit, as groups of named values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.widgets.labels import visible
from workbench.casefile.annotations import clip_time
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Holding, Sighting, subtype_words
from workbench.casefile.exposure import Exposure
from workbench.casefile.retention import Hold, Tombstone

SHOWN_SIGHTINGS = 6


@dataclass(frozen=True, slots=True)
class Fact:
    """One named value; ``exact`` values can be copied letter by letter, ``mono`` ones stand in the face of numbers."""

    name: str
    value: str
    mono: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Some facts under a heading; ``words`` stands there where there are none."""

    title: str
    facts: tuple[Fact, ...] = ()
    words: str = ""


def groups_of(
    item: Exhibit,
    looks: Sequence[Exposure],
    met: Sequence[Sighting],
    holds: Sequence[Hold],
    stone: Tombstone | None,
) -> list[FactGroup]:
    """Lists all that is known of an exhibit in the order in which a reader asks."""
    groups = [_destroyed(stone)] if stone is not None else []
    if item.holding is Holding.REFERENCE:
        groups.append(FactGroup("Kept elsewhere", (Fact("Where", item.location, exact=True),)))
    groups += [_source(item), _acquisition(item)]
    if met:
        groups.append(_met(met))
    if holds:
        groups.append(_holds(holds))
    return [*groups, _bytes(item), _looks(looks)]


def state_words(item: Exhibit) -> str:
    """Says what has become of an exhibit."""
    words = {"held": "Held", "reference": "Reference only", "destroyed": "Destroyed", "withdrawn": "Withdrawn"}
    return words[item.state]


def state_tip(item: Exhibit) -> str:
    """Says what that state means."""
    return {
        "held": "The case has the bytes.",
        "reference": "The case knows the digest and where the bytes are kept; it never had them.",
        "destroyed": "The bytes are gone; number, digest, authority and reason stay.",
        "withdrawn": "Out of view by an entry; the bytes are kept.",
    }[item.state]


def _destroyed(stone: Tombstone) -> FactGroup:
    gone = ", ".join(visible(name) for name in stone.derivatives)
    return _group(
        "Destroyed",
        ("When", f"{stone.at:%Y-%m-%d %H:%M:%S} UTC", True),
        ("By", visible(stone.actor.name), False),
        ("Authority", visible(stone.authority), False),
        ("Reason", visible(stone.reason), False),
        ("Gone with it", gone, False),
    )


def _source(item: Exhibit) -> FactGroup:
    said = item.acquisition.provenance
    facts = [
        Fact("Address", said.source_url, exact=True),
        Fact("Platform", said.platform),
        Fact("Account", said.account, exact=True),
        *(Fact("Identifier", name, True, True) for name in said.identifiers),
        Fact("Authority", said.authority),
        Fact("Captured", f"{said.captured:%Y-%m-%d %H:%M:%S} UTC" if said.captured else "", True),
    ]
    known = tuple(fact for fact in facts if fact.value)
    return FactGroup("Source, as stated", known, "" if known else "Nothing was stated.")


def _acquisition(item: Exhibit) -> FactGroup:
    came = item.acquisition
    changed = f"{came.source_modified:%Y-%m-%d %H:%M:%S} UTC" if came.source_modified else ""
    return _group(
        "Acquisition",
        ("Acquired", f"{came.at:%Y-%m-%d %H:%M:%S} UTC", True),
        ("By", visible(came.actor.name), False),
        ("Whence", came.source, False),
        ("How", f"{came.method}, {came.tool}", False),
        ("Name it came with", item.name, False),
        ("Changed last", changed, True),
        ("Name, byte for byte", came.source_bytes_hex, True),
    )


def _met(met: Sequence[Sighting]) -> FactGroup:
    facts = [
        Fact(f"{each.acquisition.at:%Y-%m-%d %H:%M} UTC", f"{each.name}, {each.acquisition.source}")
        for each in met[:SHOWN_SIGHTINGS]
    ]
    more = len(met) - len(facts)
    if more:
        facts.append(Fact("", f"and {more:,} more times"))
    return FactGroup("The same bytes, met again", tuple(facts))


def _holds(holds: Sequence[Hold]) -> FactGroup:
    facts = (
        Fact(
            "This exhibit" if hold.exhibits else "The whole case",
            f"{hold.authority}: {hold.reason}. {hold.actor.name}, {hold.placed:%Y-%m-%d}",
        )
        for hold in holds
    )
    return FactGroup("On hold", tuple(facts))


def _bytes(item: Exhibit) -> FactGroup:
    facts = item.facts
    stated = f"{facts.captured} {facts.captured_zone or '(no zone stated)'}" if facts.captured else ""
    return _group(
        "The bytes",
        ("Size", f"{item.size:,} bytes", True),
        ("Type by content", f"{subtype_words(item.media_type)} ({item.media_type})", False),
        ("Pixels", f"{facts.width} × {facts.height}" if facts.width else "", True),
        ("Length", clip_time(facts.seconds) if facts.seconds is not None else "", True),
        ("Frames", f"{facts.frames}" if facts.frames else "", True),
        ("Codec", facts.codec or "", False),
        ("Sound", "" if facts.has_sound is None else "yes" if facts.has_sound else "none", False),
        ("Orientation", f"{facts.orientation} as stored, shown upright" if facts.orientation else "", False),
        ("Captured, as stated", stated, False),
        ("Problem", facts.problem or "", False),
    )


def _looks(looks: Sequence[Exposure]) -> FactGroup:
    """Says how often an exhibit was looked at, and for how long; how long a look may last, its rules say."""
    seconds = sum(look.shown_ms or 0 for look in looks) / 1000
    times = f"{len(looks)} looks, {seconds:.1f} s" if len(looks) != 1 else f"1 look, {seconds:.1f} s"
    return _group("Looks", ("Looked at", times if looks else "never", False))


def _group(title: str, *facts: tuple[str, str, bool]) -> FactGroup:
    return FactGroup(title, tuple(Fact(name, value, mono) for name, value, mono in facts if value))


def kin_words(children: Sequence[Exhibit]) -> str:
    """Says how much was unpacked from an exhibit."""
    count = len(children)
    return f"{count:,} unpacked, {exhibit_label(children[0].number)} on" if count > 1 else "1 unpacked"
