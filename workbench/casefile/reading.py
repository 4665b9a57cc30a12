"""What the rules of looking mean for words: no outline, no colour, and as much time as reading takes."""

from __future__ import annotations

from dataclasses import replace

from workbench.casefile.exposure import Rules, Rung

IDLE_SECONDS = 120.0
_AN_HOUR = 3600.0
_CHARACTERS_A_SECOND = 10.0


def text_rules(rules: Rules) -> Rules:
    """Gives the rules for the words of an exhibit: GREY is what is read with tokens, COLOUR with what is flagged.

    Words have no outline, and a ceiling that lets a grey picture through lets all of them through.
    """
    ceiling = Rung.COLOUR if rules.ceiling >= Rung.GREY else rules.ceiling
    return replace(rules, ceiling=ceiling, outline_first=False, seconds=_AN_HOUR)


def reading_seconds(rules: Rules, characters: int) -> float | None:
    """Says how long a passage stays open at most: for the worst as long as slow reading takes, else no end (None)."""
    return rules.seconds + characters / _CHARACTERS_A_SECOND if rules.reason_needed else None
