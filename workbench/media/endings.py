"""What the end of a child means: an honest answer, or the words for a file that was stopped."""

from __future__ import annotations

import signal

from workbench.errors import DecoderKilled
from workbench.media.answers import STORED, BadAnswer
from workbench.media.host import Ending

_CPU_SIGNALS = ("SIGXCPU", "SIGKILL")
_HOSTILE = "Treat the file as hostile."
_LARGE = "It is very large, or made to wear a decoder out."


def honest(ending: Ending) -> bytes:
    """Gives the answer of a child that ended by itself; raises DecoderKilled for any other end."""
    if ending.overtime:
        raise killed("It took too long to decode.", "wall clock", _LARGE)
    if ending.flooded:
        raise killed("The decoder's answer had no end.", "flood")
    if ending.code < 0:
        name = signal.Signals(-ending.code).name
        if name == "SIGSYS":
            raise killed("While it was decoded, something was tried that no decoder needs.", "policy violation")
        if name in _CPU_SIGNALS:
            raise killed("Decoding it took more processor time than one file may use.", f"cpu limit {name}", _LARGE)
        raise killed("The decoder crashed on it.", name)
    if ending.code != 0:
        raise killed("The decoder ended without an answer.", f"exit {ending.code}")
    return ending.untrusted_answer


def killed(words: str, detail: str, advice: str = _HOSTILE) -> DecoderKilled:
    """Says that a decoder was ended on a file."""
    return DecoderKilled(f"This file was stopped. {words}", f"{STORED} {advice}", detail)


def distrusted(bad: BadAnswer) -> DecoderKilled:
    """Says that an answer cannot be true."""
    return killed("The decoder's answer makes no sense.", f"bad answer: {bad}")
