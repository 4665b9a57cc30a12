"""Taking a picture out of the case as a file: free rungs from the stored veil, clearer ones by a recorded look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import check_held, exhibit, preview
from workbench.actions.exposure import Person, Region, begin_look, end_look
from workbench.actions.exposure_rules import rules_of
from workbench.casefile.exhibits import Exhibit, Sensitivity
from workbench.casefile.exposure import EndCause, LookMode, Preview, Reason, Rung, Veil
from workbench.casefile.identity import Actor, digest_of
from workbench.casefile.veiling import veil_picture
from workbench.casefile.verbs import PREVIEW_EXPORT
from workbench.errors import NoSuchItem, NotDecodable, RevealRefused, UsageError
from workbench.formats.png import grey_png, rgb32_png
from workbench.media.sandbox import Decoder, Pixels
from workbench.store.new_file import new_file


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of an exhibit is wanted: a page from 1, a place in a clip, a region in shares of the picture."""

    page: int | None = None
    seconds: float | None = None
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A picture that was written to a file: its size in pixels, and the digest of the file."""

    path: Path
    rung: Rung
    width: int
    height: int
    digest: str


def take_out_veil(
    case: OpenCase, person: Person, actor: Actor, number: int, rung: Rung, to: Path, part: Part = Part()
) -> TakenOut:
    """Writes a veil or a haze as a PNG that holds no more than its samples do; one entry says so.

    Raises RevealRefused for anything clearer, for what is rated extreme, and above the rules' ceiling; NotWritten
    where something is in the file's place.
    """
    item = exhibit(case, number)
    _check(case, person, item, rung, part)
    if not rung.free:
        raise RevealRefused(
            f"{rung.words} shows more than a veil.", "Ask for it with --reveal and --reason; that look is recorded."
        )
    if rung is Rung.SEALED:
        raise UsageError("A sealed exhibit has no picture.", "Ask for its veil or haze.")
    width, height, grey = veil_picture(_veil(item, preview(case, number), part), rung)
    width, height, grey = _cut(width, height, grey, part.region)
    data = grey_png(width, height, grey)
    with new_file(to) as file:
        digest = _record(case, actor, item, rung, data)
        file.write(data)
    return TakenOut(to, rung, width, height, digest)


def take_out_look(
    case: OpenCase,
    person: Person,
    decoder: Decoder,
    actor: Actor,
    number: int,
    rung: Rung,
    reason: Reason,
    to: Path,
    part: Part = Part(),
    skip_outline: bool = False,
) -> TakenOut:
    """Writes an outline, grey or colour as a PNG, as one deliberate look that is recorded from begin to end.

    The file's place is made first, then the look's record, then the picture is decoded, then the entry that it left
    the case, and only then its bytes are written.
    """
    item = exhibit(case, number)
    _check(case, person, item, rung, part)
    with new_file(to) as file:
        look = begin_look(
            case,
            person,
            decoder,
            actor,
            number,
            rung,
            LookMode.STEP,
            reason,
            seconds=part.seconds,
            region=part.region,
            page=part.page,
            skip_outline=skip_outline,
        )
        began, cause = monotonic(), EndCause.FAILED
        try:
            assert look.pixels is not None
            width, height = look.pixels.width, look.pixels.height
            data = _png(look.pixels)
            digest = _record(case, actor, item, rung, data)
            file.write(data)
            cause = EndCause.STOPPED
        finally:
            end_look(case, person, look, cause, max(1, round(1000 * (monotonic() - began))))
    return TakenOut(to, rung, width, height, digest)


def _check(case: OpenCase, person: Person, item: Exhibit, rung: Rung, part: Part) -> None:
    """Refuses what the rules let nobody take out, and parts that cannot be."""
    check_held(item)
    if item.sensitivity is Sensitivity.EXTREME or item.withdrawn:
        why = "is withdrawn" if item.withdrawn else "is rated extreme"
        raise RevealRefused(f"{item.label} {why}: no picture of it leaves the case.", "Its description may.")
    if rung > rules_of(case, person, item).ceiling:
        raise RevealRefused(f"The rules for {item.label} end below {rung.words}.", "Ask for a lower rung.")
    if part.region is not None:
        x, y, width, height = part.region
        if not (x >= 0 and y >= 0 and width > 0 and height > 0 and x + width <= 1 and y + height <= 1):
            raise UsageError("A region lies within the picture.", "Give x,y,w,h as shares from 0 to 1.")
    if part.page == 0 or (part.page or 1) < 1 or not (part.seconds or 0) >= 0:
        raise UsageError("Pages count from 1, and seconds from 0.")


def _veil(item: Exhibit, kept: Preview | None, part: Part) -> Veil:
    """Finds the stored veil of the part that is wanted."""
    if kept is None:
        raise NotDecodable(
            f"No preview of {item.label} has been made.",
            "One is made where evidence is acquired or the window is open.",
        )
    if part.page is not None:
        if part.page > len(kept.pages):
            raise NoSuchItem(f"Page {part.page} of {item.label} has no veil.", f"{len(kept.pages)} pages have one.")
        return kept.pages[part.page - 1]
    if part.seconds is not None and kept.sheet:
        before = [frame for frame in kept.sheet if frame.seconds <= part.seconds]
        return (before[-1] if before else kept.sheet[0]).veil
    found = (kept.veil, *(frame.veil for frame in kept.sheet[:1]), *kept.pages[:1])
    veil = next((one for one in found if one is not None), None)
    if veil is None:
        raise NotDecodable(f"{item.label} has no veil. {kept.facts.problem or ''}".strip(), "It can only be named.")
    return veil


def _cut(width: int, height: int, grey: bytes, region: Region | None) -> tuple[int, int, bytes]:
    """Cuts a region out of a painted veil."""
    if region is None:
        return width, height, grey
    x, y, wide, high = region
    left, top = min(width - 1, int(x * width)), min(height - 1, int(y * height))
    across, down = max(1, min(width - left, round(wide * width))), max(1, min(height - top, round(high * height)))
    lines = (grey[line * width + left : line * width + left + across] for line in range(top, top + down))
    return across, down, b"".join(lines)


def _png(pixels: Pixels) -> bytes:
    """Writes a look's pixels as PNG."""
    write = grey_png if pixels.format == "grey8" else rgb32_png
    return write(pixels.width, pixels.height, pixels.buffer, pixels.stride)


def _record(case: OpenCase, actor: Actor, item: Exhibit, rung: Rung, data: bytes) -> str:
    """Writes the entry that a picture leaves the case, and returns the file's digest."""
    digest = digest_of(data)
    with case.write(actor, PREVIEW_EXPORT, f"Export {item.label} as {rung.words.lower()}, sha256 {digest}", item.label):
        pass
    return digest
