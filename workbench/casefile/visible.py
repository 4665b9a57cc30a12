"""Untrusted text as it is shown: what would be unseen, or would turn the line around, is written out."""

from __future__ import annotations

import re

_HIDDEN = re.compile("[^\n\t\x20-\x7e\xa1-\xac\xae-\u02ff]")
# Within scripts and emoji that need them, joiners change how a letter looks and hide nothing.
_JOINED = re.compile("(?<=[\u0590-\u1fff\u2600-\U0001ffff])[\u200c\u200d](?=[\u0590-\u1fff\u2600-\U0001ffff])")
_JOINERS = frozenset("\u200c\u200d")
_UNSEEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def visible(text: str) -> str:
    """Shows each control or direction-changing character as its number, and odd spaces as plain ones."""
    if text.isascii() and text.isprintable():
        return text
    if _JOINERS.isdisjoint(text):
        return _HIDDEN.sub(_shown, text)
    kept = _JOINED.split(text)
    joiners = iter(_JOINED.findall(text))
    return "".join(_HIDDEN.sub(_shown, part) + next(joiners, "") for part in kept)


def _shown(found: re.Match[str]) -> str:
    """Shows one character."""
    character = found.group()
    if character.isprintable() and character not in _UNSEEN:
        return character
    return " " if character.isspace() else f"\\u{{{ord(character):X}}}"
