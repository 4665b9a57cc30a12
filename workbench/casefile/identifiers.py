"""Identifiers as people paste them: an exhibit's number, a digest, an address, an account."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from workbench.casefile.exhibit_numbers import exhibit_number
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.folding import fold

FEWEST_DIGITS = 8
_LABEL = re.compile(r"EX-?\d", re.IGNORECASE)
_HEXADECIMAL = re.compile(r"(?:(?:md5|sha-?1|sha-?256|sha-?512)[:=]\s*)?([0-9a-f]{8,128})\Z", re.IGNORECASE)
_ENDS = re.compile(r"([0-9a-f]{4,63})…([0-9a-f]{4,63})\Z", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://\S+|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S*)\Z", re.IGNORECASE)
_PORTS = {"http": ":80", "https": ":443"}
# What shops, networks and newsletters hang on an address to follow its reader; the page is the same without.
_FOLLOWING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|twclid|ttclid|yclid|igshid|igsh|mc_[ce]id|_ga|_gl|si|ref_src|ref_url|"
    r"share_id|spm|feature|s)\Z",
    re.IGNORECASE,
)


def number_in(text: str) -> int | None:
    """Reads an exhibit's number such as ``EX-0004.2``; None for anything else, a bare number too."""
    try:
        return exhibit_number(text) if _LABEL.match(text.strip()) else None
    except ValueError:
        return None


def digest_beginning(text: str) -> str:
    """Reads a digest or at least its first eight digits, in lower case; empty for anything else."""
    found = _HEXADECIMAL.match(text.strip())
    return found[1].lower() if found else ""


def digest_ends(text: str) -> tuple[str, str] | None:
    """Reads a digest as the screen shortens it, ``9f3c…a71e``."""
    found = _ENDS.match(text.strip())
    return (found[1].lower(), found[2].lower()) if found else None


def has_digest(exhibit: Exhibit, beginning: str) -> bool:
    """Tells whether one of an exhibit's four digests begins so."""
    others = exhibit.digests
    return any(digest.startswith(beginning) for digest in (exhibit.digest, others.md5, others.sha1, others.sha512))


def is_address(text: str) -> bool:
    """Tells whether a text is an address, with its scheme or without."""
    return _ADDRESS.match(text.strip()) is not None


def plain_address(text: str) -> str:
    """Writes an address so that two of the same page are alike: without scheme, ``www.``, default port, fragment,
    last slash, and what only follows its reader."""
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _FOLLOWING.match(pair[0])]
    except ValueError:
        return fold(text)
    host = parts.netloc.lower().removesuffix(_PORTS.get(parts.scheme.lower(), "\0")).removeprefix("www.")
    asked = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{parts.path.rstrip('/')}{asked}"


def plain_account(text: str) -> str:
    """Writes an account so that ``@Name`` and ``name`` are alike."""
    return fold(text.strip()).removeprefix("@")


def is_named(exhibit: Exhibit, text: str) -> bool:
    """Tells whether a text is the account that an exhibit is from, or one of the platform's names for it."""
    said = exhibit.acquisition.provenance
    account = plain_account(text)
    if said.account and plain_account(said.account) == account:
        return True
    return any(fold(name.strip()) == fold(text.strip()) for name in said.identifiers)
