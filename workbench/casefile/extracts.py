"""The words that were taken out of an exhibit, so that a search finds them without anybody looking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The words that were read out of one file, untrusted; ``cut`` tells that there are more.

    ``problem`` says why no words, or not all, could be read, or how they were read; empty where nothing was in the way.
    """

    text: str
    cut: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """The words of one exhibit, a derivative: made from the original by a named recipe.

    ``text`` is untrusted; it is empty where the exhibit holds no words, and ``problem`` then says why if that is known.
    ``cut`` tells that the exhibit holds more words than are kept.
    """

    exhibit: int
    recipe: str
    text: str
    cut: bool = False
    problem: str = ""
