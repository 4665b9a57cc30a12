"""Reading: a text is covered passage by passage, and one is opened at a time, after its record stands.

The words come from the confined reader, those of one passage alone. What is flagged in it stays replaced until it is
asked for, which is a look of its own.
"""

from __future__ import annotations

from pathlib import Path

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import check_held, exhibit, original
from workbench.actions.exposure import Look, LookRequest, Person, begin_record, end_look
from workbench.casefile.exhibits import Exhibit, Family
from workbench.casefile.exposure import Channel, EndCause, LookMode, Reason, Rung
from workbench.casefile.identity import Actor
from workbench.casefile.listed_terms import terms_of
from workbench.casefile.passages import Passages
from workbench.errors import NotDecodable, NotWritten, WorkbenchError
from workbench.media.passages import passage_in, passages_in
from workbench.media.sandbox import Decoder
from workbench.settings import profile_folder

TERMS_FILE = "terms.txt"
_MOST_BYTES = 4 << 20
_WORDLESS = (Family.IMAGE, Family.VIDEO, Family.AUDIO)
READABLE = frozenset({Family.TEXT, Family.CHAT, Family.MAIL, Family.PAGE, Family.DOCUMENT})


class TermsUnreadable(WorkbenchError):
    """The person's own list of terms cannot be read, so that nothing can be flagged by it."""


def passages_of(case: OpenCase, decoder: Decoder, number: int) -> Passages:
    """Tells what may be known of a text without reading it; the answer holds no word of it.

    Raises NotDecodable for an exhibit without words, NotHeld, TermsUnreadable, DecoderKilled or SandboxUnavailable.
    """
    item = _readable(case, number)
    terms = listed_terms()
    with original(case, item) as data:
        return passages_in(decoder, data, item.media_type, item.name, terms)


def begin_passage(
    case: OpenCase,
    person: Person,
    decoder: Decoder,
    actor: Actor,
    number: int,
    passage: int,
    plain: bool = False,
    mode: LookMode = LookMode.HOLD,
    reason: Reason | None = None,
) -> tuple[Look, str]:
    """Records that a passage is opened and then reads it, and no other; nothing is read without the record.

    ``passage`` counts from 1. What is flagged in it is replaced by a token, unless ``plain``: a clearer rung, with a
    record of its own. Raises RevealRefused where the rules forbid it, and a MediaError where it cannot be read; the
    record of a look that failed says so. :func:`workbench.actions.exposure.end_look` ends it.
    """
    item = _readable(case, number)
    rung = Rung.COLOUR if plain else Rung.GREY
    request = LookRequest(rung, mode, reason, Channel.TEXT, passage=passage)
    exposure = begin_record(case, person, actor, item, request)
    try:
        terms = listed_terms()
        with original(case, item) as data:
            words = passage_in(decoder, data, item.media_type, item.name, passage, plain, terms)
    except BaseException:
        end_look(case, person, Look(exposure, None), EndCause.FAILED, 0)
        raise
    return Look(exposure, None), words


def listed_terms() -> tuple[str, ...]:
    """Reads the person's own list of terms, one a line; none where there is no list.

    Raises TermsUnreadable: a list that cannot be read would let its terms through.
    """
    return terms_of(terms_text())


def terms_text() -> str:
    """Reads the person's own list of terms as it was written, with its comments; raises TermsUnreadable."""
    path = terms_file()
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as cause:
        raise _unreadable(path, type(cause).__name__) from cause
    if len(data) > _MOST_BYTES:
        raise _unreadable(path, "size")
    return text


def keep_terms(text: str) -> tuple[str, ...]:
    """Keeps a list of terms, one a line, whole or not at all; gives what it holds. Raises NotWritten."""
    path = terms_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError as cause:
        raise NotWritten(
            "Your list of terms could not be kept; the one before still counts.",
            f"Make {path.parent} writable.",
            type(cause).__name__,
        ) from cause
    return terms_of(text)


def terms_file() -> Path:
    """Names the file of the person's own list of terms."""
    return profile_folder() / TERMS_FILE


def _readable(case: OpenCase, number: int) -> Exhibit:
    """Reads an exhibit that may hold words; raises NotDecodable for any other."""
    item = exhibit(case, number)
    check_held(item)
    if item.family in _WORDLESS and item.media_type != "image/svg+xml":
        raise NotDecodable(f"{item.label} holds no text.", "Look at it in the viewer.")
    return item


def _unreadable(path: Path, detail: str) -> TermsUnreadable:
    """Says that the list cannot be read."""
    return TermsUnreadable(
        "Your list of terms could not be read, so texts stay covered.", f"Mend or remove {path}.", detail
    )
