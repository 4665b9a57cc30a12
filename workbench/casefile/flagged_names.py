"""Finds mail addresses, links and network addresses in a text; each where it stands out, then measured around that."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

Found = tuple[int, int]

# Letters of a name of the net: of scripts with spaces, since a name in a Chinese sentence ends where that goes on.
_LETTER = "A-Za-z\u00c0-\u1fff"
_LABEL = f"[{_LETTER}0-9](?:[{_LETTER}0-9_-]{{0,61}}[{_LETTER}0-9])?"
_UNSPACED = "\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_REST = f'(?:[^\\s<>"“”«»{_UNSPACED}]|(?<=[/=])[{_UNSPACED}]+)*'
_DOMAIN = re.compile(
    f"@(?:(?:{_LABEL}\\.){{1,8}}[{_LETTER}](?:[{_LETTER}0-9-]{{0,61}}[{_LETTER}0-9])"
    f"|[{_UNSPACED}]{{1,63}}\\.[{_UNSPACED}]{{2,63}})"
)
_MAILBOX = re.compile(f"(?:[{_LETTER}0-9_.!#$%&'*+/=?^`{{|}}~-]{{1,64}}|[{_UNSPACED}]{{1,64}})\\Z")
_END_OF_LINK = ".,;:!?)]}>'\"»”’"
_MARKS = ("://", "magnet:", "mailto:", "tel:")
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]{1,19}\\Z")
_TAIL = re.compile(_REST)
_ENDINGS = """
ai app at au be biz br ca cc ch club cn co com cz de dev dk edu es eu fi fm fr gg gov gr hk hu ie il in info int io ir
it jp ke kr link live ly me mil mobi mx my net news ng nl no nz online onion org ph pk pl pro pt pw ro rs ru sa se sg
shop site space store su tech tel th tk to top tr tv tw ua uk us vip vn ws xyz za
"""
_DOT = re.compile(f"\\.[{_LETTER}0-9]")
_NAME = re.compile(f"[{_LETTER}0-9_.-]+\\Z")
_BARE = re.compile(
    f"(?:(?:{_LABEL}\\.){{1,8}}(?:" + "|".join(_ENDINGS.split()) + f")(?![{_LETTER}0-9_-])"
    f'|(?:www\\.|(?:{_LABEL}\\.){{1,8}}[{_LETTER}]{{2,24}}/)(?=[^\\s<>"])){_REST}',
    re.IGNORECASE,
)
_FOUR = re.compile(r"[0-9]{1,3}(?:\[?\.\]?[0-9]{1,3}){3}(?![0-9]|\.[0-9])(?:[:/][0-9]{1,5}(?![0-9]))?")
_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_HEX = re.compile(r"[0-9A-Za-z_.]*\Z")
_SIX = re.compile(r"[0-9A-Fa-f:]{2,45}(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3})?(?:/[0-9]{1,3})?(?![A-Za-z0-9_:])")
_PAIRS = re.compile(r"[:-][0-9A-Fa-f]{2}[:-]")
_HARDWARE = re.compile(r"[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])")


def mail_addresses(text: str) -> Iterator[Found]:
    """Finds mail addresses: a domain behind an at sign, and what stands before it."""
    for domain in _DOMAIN.finditer(text):
        begin = max(0, domain.start() - 64)
        mailbox = _MAILBOX.search(text[begin : domain.start()])
        if mailbox is not None:
            yield begin + mailbox.start(), domain.end()


def links(text: str) -> Iterator[Found]:
    """Finds links: with a scheme, or a name of the net that stands alone."""
    for mark in _MARKS:
        at = text.find(mark)
        while at >= 0:
            scheme = _SCHEME.search(text[max(0, at - 20) : at]) if mark == "://" else None
            end = _link_end(text, at + len(mark))
            if end > at + len(mark) and (scheme is not None or mark != "://"):
                yield at - (0 if scheme is None else len(scheme.group())), end
            at = text.find(mark, max(end, at + len(mark)))
    yield from _bare_names(text)


def _bare_names(text: str) -> Iterator[Found]:
    """Finds names of the net without a scheme: with a known ending, with a path, or that begin with ``www``."""
    behind = 0
    for dot in _DOT.finditer(text):
        if dot.start() < behind:
            continue
        begin = max(behind, dot.start() - 255)
        before = _NAME.search(text[begin : dot.start()])
        start = dot.start() if before is None else begin + before.start()
        while start < dot.start() and text[start] in "_.-":
            start += 1
        found = None if start and text[start - 1] == "@" else _BARE.match(text, start)
        behind = dot.end() if found is None else found.end()
        if found is not None:
            yield found.start(), found.start() + len(found.group().rstrip(_END_OF_LINK))


def network_addresses(text: str) -> Iterator[Found]:
    """Finds addresses of the Internet protocol, versions 4 and 6, and of network hardware."""
    for found in _FOUR.finditer(text) if "." in text else ():
        octets = re.split("[:/]", found.group().replace("[", "").replace("]", ""))[0].split(".")
        if all(int(octet) < 256 for octet in octets) and text[max(0, found.start() - 1) : found.start()] not in _INSIDE:
            yield found.span()
    if ":" in text:
        yield from _sixes(text)
    for pair in _PAIRS.finditer(text) if ":" in text or "-" in text else ():
        whole = _HARDWARE.match(text, pair.start() - 2) if pair.start() >= 2 else None
        if whole is not None and not re.match(r"[\w:-]", text[max(0, whole.start() - 1) : whole.start()]):
            yield whole.span()


_INSIDE = tuple("0123456789.")


def _sixes(text: str) -> Iterator[Found]:
    """Finds addresses of version 6."""
    behind = 0
    for colons in _COLONS.finditer(text):
        if colons.start() < behind:
            continue
        begin = max(behind, colons.start() - 8)
        word = _HEX.search(text[begin : colons.start()])
        start = colons.start() if word is None else begin + word.start()
        found = _SIX.match(text, start)
        if found is not None and _is_address(found.group()):
            yield found.span()
            behind = found.end()


def _is_address(text: str) -> bool:
    """Tells whether a text is an address of version 6; two words with two colons between them are code."""
    if not any(character.isdigit() for character in text):
        return False
    try:
        ipaddress.IPv6Address(text.partition("/")[0])
    except ValueError:
        return False
    return True


def _link_end(text: str, start: int) -> int:
    """Finds where a link ends that has begun; the sentence's own signs behind it are no part of it."""
    rest = _TAIL.match(text, start)
    return start if rest is None else start + len(rest.group().rstrip(_END_OF_LINK))
