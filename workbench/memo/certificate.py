"""Writes a certificate of destruction: one page that holds everything, to print, to read, or for a program."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any

from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.identity import Actor
from workbench.casefile.retention import OUT_OF_REACH, Certificate, Tombstone, moment_words
from workbench.memo.wording import named, shown
from workbench.version import TOOL

Rows = tuple[tuple[str, str], ...]
_STYLE = (
    "body{font:11pt/1.45 system-ui,sans-serif;color:#111;background:#fff;max-width:46rem;"
    "margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.05rem;margin:1.4rem 0 .4rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ddd}"
    "th{width:11rem;font-weight:600}td{overflow-wrap:anywhere}code{font:.92em ui-monospace,monospace}"
    "@media print{body{margin:0;font-size:9.5pt}}"
)


def to_html(certificate: Certificate) -> bytes:
    """Writes one HTML page without script, picture or address that anything could be fetched from."""
    body = [f"<h1>{html.escape(_title(certificate))}</h1>"]
    for heading, rows in _tables(certificate):
        cells = "".join(f"<tr><th>{html.escape(name)}</th><td>{html.escape(text)}</td></tr>" for name, text in rows)
        body.append(f"<h2>{html.escape(heading)}</h2><table>{cells}</table>")
    for heading, lines in _lists(certificate):
        items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
        body.append(f"<h2>{html.escape(heading)}</h2><ul>{items}</ul>")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{html.escape(_title(certificate))}</title><style>{_STYLE}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )
    return page.encode("utf-8")


def to_markdown(certificate: Certificate) -> bytes:
    """Writes the certificate as Markdown, whatever others wrote set as code so that it can mark nothing up."""
    lines = [f"# {_title(certificate)}", ""]
    for heading, rows in _tables(certificate):
        lines += [f"## {heading}", "", *(f"- {name}: {_code(text)}" for name, text in rows), ""]
    for heading, listed in _lists(certificate):
        lines += [f"## {heading}", "", *(f"- {_code(line)}" for line in listed), ""]
    return "\n".join(lines).encode("utf-8")


def to_json(certificate: Certificate) -> bytes:
    """Writes the certificate for a program: what was destroyed, on whose word, and the proof of its entry."""
    stone, head, proof = certificate.tombstone, certificate.head, certificate.proof
    document = {
        "kind": "certificate of destruction",
        "tool": TOOL,
        "case": {"id": certificate.case, "title": certificate.title, "reference": certificate.reference},
        "exhibit": {
            **_destroyed(stone),
            "media_type": certificate.exhibit.media_type,
            "name": certificate.exhibit.name,
            "digests": {
                "md5": certificate.exhibit.digests.md5,
                "sha1": certificate.exhibit.digests.sha1,
                "sha512": certificate.exhibit.digests.sha512,
            },
        },
        "destroyed": {
            "at": stone.at.isoformat(),
            "by": _person(stone.actor),
            "authority": stone.authority,
            "reason": stone.reason,
            "derivatives": list(stone.derivatives),
            "together": [_destroyed(other) for other in certificate.together],
        },
        "entry": {"number": certificate.entry.number, "digest": certificate.entry.digest},
        "head": {
            "case": head.case, "size": head.size, "root": head.root, "at": head.at.isoformat(), "key": head.key,
            "signature": head.signature,
        },
        "inclusion": {
            "number": proof.number, "size": proof.size, "root": proof.root, "leaf": proof.leaf, "path": list(proof.path)
        },
        "left_before": list(certificate.left_before),
        "out_of_reach": list(OUT_OF_REACH),
        "check": list(_how(certificate)),
        "issued": {"at": certificate.issued.isoformat(), "by": _person(certificate.issued_by)},
    }  # fmt: skip
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


WRITERS: dict[str, Callable[[Certificate], bytes]] = {".html": to_html, ".md": to_markdown, ".json": to_json}


def _title(certificate: Certificate) -> str:
    """The certificate's heading."""
    return f"Certificate of destruction: {certificate.exhibit.label}"


def _tables(certificate: Certificate) -> tuple[tuple[str, Rows], ...]:
    """Everything that is a name and a value, under its headings."""
    item, stone, head = certificate.exhibit, certificate.tombstone, certificate.head
    case = " ".join(filter(None, (certificate.reference, certificate.title)))
    what: Rows = (
        ("Case", f"{named(case)} ({certificate.case})"),
        ("Exhibit", item.label),
        ("SHA-256", stone.digest),
        *((name, digest) for name, digest in (("MD5", item.digests.md5), ("SHA-1", item.digests.sha1)) if digest),
        ("Size", f"{stone.size:,} bytes"),
        ("Type", item.media_type),
        ("File name", named(item.name)),
    )
    how: Rows = (
        ("Destroyed", moment_words(stone.at)),
        ("By", _who(stone.actor)),
        ("Authority", shown(stone.authority)),
        ("Reason", shown(stone.reason)),
        ("With it", ", ".join(stone.derivatives) or "nothing was made from it"),
    )
    record: Rows = (
        ("Ledger entry", f"{certificate.entry.number}, {certificate.entry.digest}"),
        ("Ledger head", head.words),
        ("Signed", f"{moment_words(head.at)}, Ed25519 key {head.key}"),
        ("Signature", head.signature),
        ("Leaf", certificate.proof.leaf),
        ("Inclusion proof", " ".join(certificate.proof.path) or "the entry is the whole ledger"),
    )
    return ("What was destroyed", what), ("How, and on whose word", how), ("The record of it", record)


def _lists(certificate: Certificate) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Everything that is a list of sentences, under its headings."""
    together = tuple(
        f"{exhibit_label(other.exhibit)}: SHA-256 {other.digest}, {other.size:,} bytes"
        for other in certificate.together
    )
    left = tuple(map(shown, certificate.left_before)) or ("No memo had been exported from the case.",)
    issued = f"Issued {moment_words(certificate.issued)} by {_who(certificate.issued_by)} with {TOOL}."
    parts = (
        ("Exhibits that went with it", together),
        ("What had left the case before, and is out of reach", left),
        ("What no program can reach", OUT_OF_REACH),
        ("How to check this", (*_how(certificate), issued)),
    )
    return tuple((heading, lines) for heading, lines in parts if lines)


def _how(certificate: Certificate) -> tuple[str, ...]:
    """Says how a reader holds the certificate against the case."""
    return (
        f"With the case: python main.py verify CASE --head {certificate.head.words}",
        "It says whether this head stands in the ledger's history, and names an exhibit whose bytes are still there as"
        " “not destroyed”.",
        "Without the case: hash the leaf with the inclusion proof as RFC 9162, 2.1.3.2 says, for entry"
        f" {certificate.proof.number} of {certificate.proof.size}; the result is the root in the ledger head, which the"
        " Ed25519 signature signs.",
    )


def _destroyed(stone: Tombstone) -> dict[str, Any]:
    """Says for a program which bytes a tombstone stands for."""
    return {"number": exhibit_label(stone.exhibit), "sha256": stone.digest, "size": stone.size}


def _person(actor: Actor) -> dict[str, str]:
    """Names a person for a program."""
    return {"name": actor.name, "account": actor.account}


def _who(actor: Actor) -> str:
    """Names a person on one line."""
    return shown(f"{actor.name} ({actor.account})" if actor.account else actor.name)


def _code(text: str) -> str:
    """Sets a text as code, fenced longer than any run of backticks in it."""
    fence = "`"
    while fence in text:
        fence += "`"
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{gap}{text}{gap}{fence}" if text else "none"
