"""``policy import`` and ``policy list``: keeps policies as they stood."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.policies import import_policies, library
from workbench.casefile.identity import short_digest
from workbench.casefile.policies import PolicyVersion
from workbench.cli.console import Command, Outcome, columns, counted, watch


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="Markdown documents, or folders of them")


def _import(arguments: argparse.Namespace) -> Outcome:
    report = watch(arguments, import_policies(arguments.files))
    imported = counted(len(report.imported), "version")
    lines = (
        f"{imported} imported, {len(report.known):,} known already, {len(report.refused):,} refused.",
        *(f"{version.policy} {version.name}" for version in report.imported[:20]),
    )
    document = {
        "imported": [_brief(version) for version in report.imported],
        "known": [_brief(version) for version in report.known],
    }
    return Outcome(lines, document, report.refused)


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sections", action="store_true", help="name the sections as well")


def _list(arguments: argparse.Namespace) -> Outcome:
    versions = library()
    rows = [
        (version.policy, version.version, str(version.effective or ""), short_digest(version.digest), version.title)
        for version in versions
    ]
    lines = list(columns(rows)) or ["The library holds no policy yet."]
    if arguments.sections:
        lines = []
        for version in versions:
            lines.append(f"{version.policy} {version.name}")
            lines.extend(f"  {section.anchor:<12} {section.title}" for section in version.sections)
    return Outcome(tuple(lines), {"policies": [_brief(version) for version in versions]})


def _brief(version: PolicyVersion) -> dict[str, object]:
    """Describes a version without its text."""
    return {
        "policy": version.policy,
        "title": version.title,
        "version": version.version,
        "effective": version.effective.isoformat() if version.effective else None,
        "digest": version.digest,
        "sections": [{"anchor": section.anchor, "title": section.title} for section in version.sections],
    }


COMMANDS = (
    Command(
        "policy import",
        "read policy documents into the library",
        "policy import policies/ads-v14.md",
        _import_arguments,
        _import,
    ),
    Command("policy list", "list the policies of the library", "policy list --sections", _list_arguments, _list),
)
