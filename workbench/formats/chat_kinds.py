"""Knows an exported chat by the first words of the file, whatever its name.

========================================  ==============================================================
media type                                what it is
========================================  ==============================================================
``text/x-whatsapp-chat``                  WhatsApp, "Export chat": one stamped line a message
``text/x-signal-chat``                    Signal, as the desktop exporters write it: ``[2019-12-24, 12:23]``
``application/x-telegram-chat+json``      Telegram Desktop, ``result.json``: one chat, or all of an account
``application/x-meta-chat+json``          Instagram and Messenger, ``message_1.json``
========================================  ==============================================================
"""

from __future__ import annotations

import re

from workbench.formats.chat_stamps import stamp_of

WHATSAPP = "text/x-whatsapp-chat"
SIGNAL = "text/x-signal-chat"
TELEGRAM = "application/x-telegram-chat+json"
META = "application/x-meta-chat+json"

_SENDER = re.compile("([^:\n]{1,100}?):(?: |$)")
_QUOTES = re.compile('["“”«»„]')
_LOG_LEVELS = """
trace debug info information notice warn warning error err fatal critical crit alert emerg panic verbose severe
"""
_LOG_WORDS = frozenset(_LOG_LEVELS.split())
_TELEGRAM = re.compile(r'"(date_unixtime|from_id|text_entities)"\s*:')
_TELEGRAM_ACCOUNT = re.compile(r'\{\s*"about"\s*:\s*"[^"]{0,400}Telegram')
_TELEGRAM_START = re.compile(
    r'\{(\s*"(name|id)"\s*:\s*("(?:[^"\\]|\\.){0,400}"|\d{1,20}|null)\s*,){0,2}\s*"type"\s*:\s*"'
    r"(personal_chat|bot_chat|saved_messages|private_group|private_supergroup|public_supergroup|private_channel"
    r'|public_channel)"'
)
_META_START = re.compile(r'\{\s*"participants"\s*:\s*\[\s*\{\s*"name"\s*:')


def sender_in(rest: str) -> tuple[str, int]:
    """Finds who speaks in what follows a stamp, and where the words begin; nobody in a line of the system's own."""
    found = _SENDER.match(rest)
    if found is None or _QUOTES.search(found[1]):
        return "", 0
    return found[1].strip(
        "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff ~\u00a0"
    ), found.end()


def chat_in_lines(head: str, name: str = "") -> str | None:
    """Tells the kind of chat that the first lines of a text are; None for any other text."""
    lines = [line for line in head.split("\n") if line.strip("\ufeff\r ")]
    first = stamp_of(lines[0].rstrip("\r")) if lines else None
    if first is None:
        return None
    stamped = spoken = 0
    signal = True
    speakers = set()
    for line in lines[:200]:
        stamp = stamp_of(line.rstrip("\r"))
        if stamp is None:
            continue
        sender, _ = sender_in(line.rstrip("\r")[stamp.end :])
        stamped += 1
        spoken += bool(sender)
        speakers.add(sender.rpartition(".")[2].lower())
        signal = signal and stamp.bracketed and stamp.separator == "-" and stamp.four_digits == 0
        signal = signal and stamp.second is None
    if not spoken or speakers - {""} <= _LOG_WORDS:
        return None
    if stamped < 2 and "chat" not in name.lower() and "whatsapp" not in name.lower():
        return None
    return SIGNAL if signal else WHATSAPP


def chat_in_json(head: str) -> str | None:
    """Tells the kind of chat that the beginning of a JSON file is; None for any other JSON."""
    start = head.lstrip("\ufeff \t\r\n")
    if ('"sender_name"' in head and '"timestamp_ms"' in head) or _META_START.match(start):
        return META
    if '"messages"' in head and _TELEGRAM.search(head):
        return TELEGRAM
    if _TELEGRAM_ACCOUNT.match(start) or _TELEGRAM_START.match(start):
        return TELEGRAM
    return None
