"""Text with ill intent, and a dossier that has one text wherever a person or a file can put one."""

from __future__ import annotations

from dataclasses import replace

from workbench.casefile.exhibits import Provenance

HOSTILE = (
    '<script>alert(1)</script><img src="https://example.org/x.png"> {{ 7*7 }} {% raw %} #import "x" #panic("y") $x^2$ '
    "[a](https://example.org) `c` | d \\ @ref \u202egnp.exe"
)


def everywhere(dossier, text):
    """A dossier with one text in every place a person or a file can put one."""
    return replace(
        dossier,
        case=replace(dossier.case, title=text, reference=text, question=text),
        actor=replace(dossier.actor, name=text),
        exhibits=tuple(_worded(one, text) for one in dossier.exhibits),
        tombstones={n: replace(one, authority=text, reason=text) for n, one in dossier.tombstones.items()},
        determinations={n: replace(one, rationale=text, section=text) for n, one in dossier.determinations.items()},
        citations=tuple(
            replace(one, quote=text, policy_title=text, section_title=text, version=text) for one in dossier.citations
        ),
        annotations=tuple(replace(one, words=text) for one in dossier.annotations),
        occurrences=tuple(replace(one, title=text) for one in dossier.occurrences),
        words={"answer": text, "summary": text, "recommendation": text},
        verification=text,
        handling=text,
    )


def _worded(exhibit, text):
    """An exhibit with one text wherever a person or a file can put one."""
    said = _said(exhibit, text)
    return replace(exhibit, title=text, description=text, name=text, media_type=text, location=text, acquisition=said)


def _said(exhibit, text):
    """How an exhibit came in, with one text wherever somebody can put one."""
    return replace(exhibit.acquisition, source=text, method=text, provenance=Provenance(text, text, text, (text,)))
