"""Keeping policies as they stood, and pinning their words into a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit
from workbench.actions.gathering import shown
from workbench.casefile.annotations import Anchor
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Refusal
from workbench.casefile.identity import Actor, digest_of, new_id, now
from workbench.casefile.policies import Citation, PolicyVersion
from workbench.casefile.verbs import CITATION_REMOVE, CITE
from workbench.errors import NoSuchItem, NoSuchPolicy, QuoteNotFound, WorkbenchError
from workbench.jobs import Job, Progress
from workbench.policies.prose import Block, blocks
from workbench.policies.quotes import find_quote
from workbench.policies.reader import read_policy
from workbench.settings import profile_folder
from workbench.store import policy_store
from workbench.store.profile import Profile

_CONTEXT = 32
_DIGEST_DIGITS = 8
_LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """What became of each file: a new version, one that was known, or a refusal."""

    imported: tuple[PolicyVersion, ...] = ()
    known: tuple[PolicyVersion, ...] = ()
    refused: tuple[Refusal, ...] = ()


def import_policies(files: Sequence[Path]) -> Job[PolicyReport]:
    """Reads policy documents into the library; a folder stands for the Markdown files in it."""
    sources = [source for path in files for source in _sources(path)]
    imported: list[PolicyVersion] = []
    known: list[PolicyVersion] = []
    refused: list[Refusal] = []
    profile = Profile(profile_folder())
    try:
        for done, source in enumerate(sources):
            yield Progress(done, len(sources), "Reading policies")
            try:
                version = _read(source)
                (imported if policy_store.add_version(profile, version) else known).append(version)
            except WorkbenchError as refusal:
                refused.append(Refusal(shown(source), refusal.message, refusal.remedy))
    finally:
        profile.close()
    return PolicyReport(tuple(imported), tuple(known), tuple(refused))


def library() -> tuple[PolicyVersion, ...]:
    """Lists every version in the library, by policy and then from the oldest to the newest."""
    profile = Profile(profile_folder())
    try:
        return policy_store.all_versions(profile)
    finally:
        profile.close()


def policy_version(policy: str, version: str | None = None, on: date | None = None) -> PolicyVersion:
    """Finds a version by name, or the one in force on a day, or the newest; raises NoSuchPolicy."""
    versions = [kept for kept in library() if kept.policy == policy]
    if not versions:
        known = sorted({kept.policy for kept in library()})
        raise NoSuchPolicy(
            f"There is no policy {policy!r} in the library.",
            f"Known are: {', '.join(known)}." if known else "Import one first.",
        )
    if version is not None:
        versions = _matching(versions, version)
    elif on is not None:
        versions = [kept for kept in versions if kept.effective is not None and kept.effective <= on]
    if not versions:
        raise NoSuchPolicy(f"{policy!r} has no such version.", "List the policies to see the versions.")
    return versions[-1]


def prose(version: PolicyVersion) -> tuple[Block, ...]:
    """Sets a version's text for reading, each displayed character traced to its place in the text."""
    return blocks(version)


def _matching(versions: Sequence[PolicyVersion], name: str) -> list[PolicyVersion]:
    """Finds versions by their own name, or else by at least eight digits of the digest."""
    named = [kept for kept in versions if kept.version == name]
    if named or len(name) < _DIGEST_DIGITS:
        return named
    return [kept for kept in versions if kept.digest.startswith(name.lower())]


def cite(
    case: OpenCase,
    actor: Actor,
    number: int,
    version: PolicyVersion,
    start: int,
    end: int,
    anchor: Anchor | None = None,
) -> Citation:
    """Pins words of a policy on an exhibit; ``start`` and ``end`` are offsets in characters of the version's text."""
    item = exhibit(case, number)
    quote = version.text[start:end]
    if not quote.strip():
        raise QuoteNotFound("No words are selected.", "Select the words to cite.")
    start += len(quote) - len(quote.lstrip())
    quote = quote.strip()
    end = start + len(quote)
    section = version.section_at(start)
    citation = Citation(
        id=new_id(),
        exhibit=number,
        policy=version.policy,
        policy_title=version.title,
        version=version.version,
        version_digest=version.digest,
        section=section.anchor if section else "",
        section_title=section.title if section else "",
        quote=quote,
        quote_digest=digest_of(quote.encode()),
        start=start,
        end=end,
        actor=actor,
        at=now(),
        prefix=version.text[max(0, start - _CONTEXT) : start],
        suffix=version.text[end : end + _CONTEXT],
        effective=version.effective,
        anchor=anchor or Anchor(),
    )
    label = f"Cite {version.title} {citation.section} in {item.label}"
    with case.write(actor, CITE, label, item.label, citation.id) as work:
        if work.find(PolicyVersion, version.digest) is None:
            work.put(version)
        work.put(citation)
    return citation


def cite_quote(
    case: OpenCase,
    actor: Actor,
    number: int,
    policy: str,
    section: str | None,
    quote: str | None,
    version: str | None = None,
    anchor: Anchor | None = None,
) -> Citation:
    """Pins words of a policy on an exhibit by quoting them; without a quote, the whole section."""
    chosen = policy_version(policy, version)
    if section is not None and chosen.section(section) is None:
        raise NoSuchPolicy(
            f"{chosen.title}, {chosen.name}, has no section {section!r}.",
            f"It has: {', '.join(part.anchor for part in chosen.sections[:20])}.",
        )
    if quote:
        start, end = find_quote(chosen, quote, section)
    else:
        whole = chosen.section(section or "")
        if whole is None:
            raise QuoteNotFound("Neither a section nor words are named.", "Name a section, or quote its words.")
        start, end = whole.start, whole.end
    return cite(case, actor, number, chosen, start, end, anchor)


def citations(case: OpenCase, number: int | None = None) -> tuple[Citation, ...]:
    """Lists the quotations on one exhibit or on all, in the order they were made."""
    if number is None:
        return case.file.all(Citation)
    return case.file.all(Citation, "WHERE exhibit = ?", number)


def remove_citation(case: OpenCase, actor: Actor, citation_id: str) -> None:
    """Takes a quotation off an exhibit."""
    citation = case.file.get(Citation, citation_id)
    if citation is None:
        raise NoSuchItem("There is no such citation in this case.")
    label = exhibit_label(citation.exhibit)
    with case.write(actor, CITATION_REMOVE, f"Remove a citation from {label}", label) as work:
        work.remove("citation", citation_id)


def cited_versions(case: OpenCase) -> tuple[PolicyVersion, ...]:
    """Lists the policy texts that this case carries because it cites them."""
    return case.file.all(PolicyVersion)


def _sources(path: Path) -> list[Path]:
    """Lists the documents that a path stands for."""
    if path.is_dir():
        return sorted(found for found in path.rglob("*") if found.suffix.lower() in (".md", ".markdown", ".txt"))
    return [path]


def _read(source: Path) -> PolicyVersion:
    """Reads one document."""
    try:
        with open(source, "rb") as file:
            untrusted_bytes = file.read(_LARGEST + 1)
    except OSError as cause:
        raise NoSuchPolicy("The file cannot be read.", "Check the path.", type(cause).__name__) from cause
    if len(untrusted_bytes) > _LARGEST:
        raise NoSuchPolicy("The file is too large for a policy text.", "Import the text alone.")
    return read_policy(untrusted_bytes, source.name, source.absolute().parent.name)
