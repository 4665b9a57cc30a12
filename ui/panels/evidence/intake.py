"""Brings evidence in, and has done what follows of itself: containers opened, previews made, words read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal

from ui.desk import Desk
from ui.widgets.labels import visible
from workbench.actions.acquisition import acquire, acquire_bytes, refer
from workbench.actions.extraction import ExtractReport, make_extracts
from workbench.actions.previewing import PreviewReport, make_previews
from workbench.actions.unpacking import UnpackReport, can_unpack, unpack_all
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import AcquisitionReport, Exhibit, Listed, Provenance, Refusal
from workbench.casefile.hash_lists import HashKind, ListEffect, ListMatch

PICTURES = {"image/png": "Pasted picture.png", "image/jpeg": "Pasted picture.jpg"}
NOTHING = Provenance()
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Account:
    """What became of one job: a sentence, and a line for each item that needs one.

    ``sourceless`` came without a source. ``forbidden`` is an exhibit whose bytes are in the case although a list
    withholds what looks like it. ``further`` goes on with the account before, where that is still to be read.
    """

    words: str
    lines: Sequence[tuple[str, str]] = ()
    sourceless: Sequence[int] = ()
    forbidden: int | None = None
    further: bool = False


class EvidenceIntake(QObject):
    """One job after another behind the window; ``reported`` tells by an :class:`Account` what became of each."""

    reported = Signal(object)
    previewed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._read: str = ""

    # Coming in -------------------------------------------------------------------------------------------------

    def acquire(
        self,
        paths: Sequence[Path],
        method: str = "files",
        provenance: Provenance = NOTHING,
        reference_only: bool = False,
        unpack: bool = False,
    ) -> None:
        """Acquires files and folders behind the work that runs already; results show as they land."""
        case, actor = self._desk.case, self._desk.actor
        if case is not None and paths:
            self._desk.begin(
                "Acquiring",
                lambda: acquire(case, actor, paths, method, provenance, reference_only),
                lambda report: self._acquired(report, unpack),
            )

    def paste(self, mime: QMimeData) -> None:
        """Acquires what the clipboard holds: files, else a picture's own bytes, else text."""
        paths = local_paths(mime)
        if paths:
            self.acquire(paths, "paste")
            return
        for kind, name in PICTURES.items():
            if mime.hasFormat(kind):
                self._desk.do(acquire_bytes, bytes(mime.data(kind).data()), name, then=self._acquired)
                return
        if mime.hasText() and mime.text():
            data = mime.text().encode("utf-8", "surrogatepass")
            self._desk.do(acquire_bytes, data, "Pasted text.txt", then=self._acquired)

    def refer(
        self,
        digest: str,
        size: int,
        name: str,
        location: str,
        description: str,
        media_type: str,
        provenance: Provenance,
    ) -> None:
        """Records what must not be held."""
        facts = (digest, size, name, location, description, media_type, provenance)
        self._desk.do(refer, *facts, then=self._referred)

    def _referred(self, item: Exhibit) -> None:
        """Brings the reference into view."""
        self.reported.emit(Account(f"{item.label} is a reference; no bytes are stored"))
        self._desk.select(item.number)

    def _acquired(self, report: AcquisitionReport, unpack: bool = False) -> None:
        """Says calmly what came in, what was there and what was refused, and has done what follows."""
        words = [f"{len(report.acquired)} acquired"] if report.acquired else []
        if report.duplicates:
            words.append(f"{len(report.duplicates)} known already")
        if report.refused:
            words.append(f"{len(report.refused)} refused")
        words += listed_counts(report.listed)
        sourceless = [item.number for item in report.acquired if item.acquisition.provenance == NOTHING]
        lines = [*refusal_lines(report.refused), *listed_lines(report.listed)]
        self.reported.emit(Account(", ".join(words) or "Nothing came in", lines, sourceless))
        if report.acquired and self._desk.number is None:
            self._desk.select(report.acquired[0].number)
        containers = [item.number for item in report.acquired if unpack and can_unpack(item)]
        if containers:
            self.unpack(containers, further=True)
        elif any(item.held for item in report.acquired):
            self.make_previews()

    # What follows ----------------------------------------------------------------------------------------------

    def unpack(self, numbers: Sequence[int], further: bool = False) -> None:
        """Opens containers, and the containers in them; what comes out is numbered under them."""
        case, actor, decoder = self._desk.case, self._desk.actor, self._desk.decoder
        if case is not None and numbers:
            self._desk.begin(
                "Unpacking",
                lambda: unpack_all(case, actor, decoder, numbers, DEPTH),
                lambda report: self._unpacked(report, further),
            )

    def _unpacked(self, report: UnpackReport, further: bool) -> None:
        """Says what came out, and has previews made of it."""
        lines = [*refusal_lines(report.refused), *listed_lines(report.listed)]
        self.reported.emit(Account(unpacked_words(report), lines, further=further))
        if report.children:
            self.make_previews()

    def make_previews(self) -> None:
        """Makes the previews that are missing, and then reads words."""
        case, actor, decoder = self._desk.case, self._desk.actor, self._desk.decoder
        if case is not None:
            self._desk.begin("Making previews", lambda: make_previews(case, actor, decoder), self._previewed)

    def _previewed(self, report: PreviewReport) -> None:
        """Names what cannot be shown and what looks like something listed; any other preview speaks for itself."""
        words = [f"{len(report.refused)} cannot be shown; they are kept"] if report.refused else []
        forbidden = forbidden_of(report.matches)
        if report.matches:
            words.append(matched_words(report.matches))
        if words:
            lines = [*refusal_lines(report.refused), *match_lines(report.matches)]
            first = forbidden[0] if forbidden else None
            self.reported.emit(Account(". ".join(words), lines, forbidden=first, further=True))
        self.previewed.emit()
        self.read_words()

    def read_words(self) -> None:
        """Reads the words of what came in, so that a search finds them without anybody looking."""
        case, actor, decoder = self._desk.case, self._desk.actor, self._desk.decoder
        if case is not None and self._desk.writable:
            self._read = case.case.id
            self._desk.begin("Reading words", lambda: make_extracts(case, actor, decoder), self._worded)

    def read_words_once(self) -> None:
        """Reads words that an earlier session left unread, once for each case that is searched."""
        case = self._desk.case
        if case is not None and self._read != case.case.id:
            self.read_words()

    def _worded(self, report: ExtractReport) -> None:
        """Says what could not be read; words that were read are there to be found."""
        if report.refused:
            words = f"The words of {len(report.refused)} could not be read; they are kept"
            self.reported.emit(Account(words, refusal_lines(report.refused), further=True))


def local_paths(mime: QMimeData) -> list[Path]:
    """Finds the files of this machine in what is dropped or pasted."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def refusal_lines(refused: Sequence[Refusal]) -> list[tuple[str, str]]:
    """Words refusals: which, and why with what can be done."""
    return [(Path(item.source).name, f"{item.reason} {item.remedy}".strip()) for item in refused]


def unpacked_words(report: UnpackReport) -> str:
    """Says what came out of containers."""
    counts = (
        (len(report.children), "unpacked", "unpacked"),
        (len(report.duplicates), "known already", "known already"),
        (report.occurrences, "message on the timeline", "messages on the timeline"),
        (len(report.refused), "left out", "left out"),
    )
    words = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
    words += listed_counts(report.listed)
    return visible(", ".join(words)) or "Nothing new came out"


def listed_counts(listed: Sequence[Listed]) -> list[str]:
    """Counts what hash lists name among what came in, and what they kept out."""
    out = sum(one.withheld for one in listed)
    counts = ((out, "withheld: no byte of it came in"), (len(listed) - out, "named by hash lists"))
    return [f"{count:,} {words}" for count, words in counts if count]


def listed_lines(listed: Sequence[Listed]) -> list[tuple[str, str]]:
    """Says of each item that hash lists name which lists those are, and what became of it."""
    return [(Path(one.source).name, _listed_words(one)) for one in listed]


def _listed_words(one: Listed) -> str:
    names, label = ", ".join(one.lists), exhibit_label(one.exhibit)
    if one.withheld:
        return f"Withheld by {names}. {label} refers to it, and no byte of it came in."
    return f"Named by {names}. It is {label}."


def matched_words(matches: Sequence[ListMatch]) -> str:
    """Says in a sentence what hash lists name of what is in the case, and what should not be in it."""
    labels = [exhibit_label(number) for number in dict.fromkeys(match.exhibit for match in matches)]
    named = f"{labels[0]} is" if len(labels) == 1 else f"{len(labels):,} exhibits are"
    words, inside = f"{named} named by hash lists", forbidden_of(matches)
    if not inside:
        return words
    which = exhibit_label(inside[0]) if len(inside) == 1 else f"{len(inside):,} of what lists withhold"
    return f"{words}. {which} should not be held, and its bytes are in the case: they can be destroyed"


def match_lines(matches: Sequence[ListMatch]) -> list[tuple[str, str]]:
    """Says of each match which list it is of, and what can be done."""
    inside = "Its bytes are in the case; Destroy… takes them out on authority."
    return [
        (
            exhibit_label(match.exhibit),
            f"Named by {match.list_name}, {_apart(match)}."
            + (f" The list withholds such bytes. {inside}" if match.effect is ListEffect.WITHHOLD else ""),
        )
        for match in matches
    ]


def _apart(match: ListMatch) -> str:
    if match.kind is not HashKind.PDQ:
        return "by the same bytes"
    return f"by its looks, {match.distance} bits apart" if match.distance else "by its looks"


def forbidden_of(matches: Sequence[ListMatch]) -> list[int]:
    """Lists the exhibits that a list would have kept out."""
    return list(dict.fromkeys(match.exhibit for match in matches if match.effect is ListEffect.WITHHOLD))
