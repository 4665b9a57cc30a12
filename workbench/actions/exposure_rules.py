"""Which rules bind a look in this session: the product's, the lead's file, the case's, and the person's own.

Every layer can only be stricter than those above it. One that cannot be read stands as the strictest there is, and a
lead's file that is gone or asks less than before goes on binding as it was until the person takes note of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import Rules
from workbench.casefile.exposure_policy import MOST_BYTES, RulesUnreadable, layer_document, read_layer
from workbench.casefile.exposure_rules import Asked, Layer, asked, loosens, rules_for, strictest
from workbench.casefile.identity import Actor, digest_of, short_digest
from workbench.casefile.verbs import EXPOSURE_RULES
from workbench.errors import WorkbenchError
from workbench.settings import load
from workbench.store.own_record import keep, kept
from workbench.store.profile import Profile
from workbench.store.rule_files import read_rule_file, write_rule_file

LEAD, CASE, PERSON = "the lead's file", "the case", "your preferences"
LEAD_FILE, OWN_FILE = "exposure-policy.toml", "exposure.toml"
_KEPT, _OWN = "lead rules", "preferences"
_NOTE = "rules"


@dataclass(frozen=True, slots=True)
class KnownLead:
    """The lead's file as this person last took note of it."""

    digest: str
    layer: Layer


@dataclass(frozen=True, slots=True)
class LeadRules:
    """How the lead's file stands: what binds of it, and what is to be said; ``waits`` asks for the person's word."""

    layers: tuple[Layer, ...] = ()
    notice: str = ""
    waits: bool = False


def layers(case: OpenCase, person: Profile) -> tuple[Layer, ...]:
    """Reads every layer over the product's own rules, from the highest authority down.

    Two small files and a row are read; for many exhibits read them once and ask
    :func:`workbench.casefile.exposure_rules.rules_for`.
    """
    of_case = _case_layer(case)
    own, _ = _own(person)
    found = (*lead_rules(person).layers, of_case, own)
    return tuple(layer for layer in found if layer.lines)


def shared_layers(case: OpenCase, person: Profile) -> tuple[Layer, ...]:
    """Reads the layers that bind whatever leaves the case: all but what one person asks for themselves."""
    return tuple(layer for layer in (*lead_rules(person).layers, _case_layer(case)) if layer.lines)


def rules_of(case: OpenCase, person: Profile, item: Exhibit) -> Rules:
    """Gives the rules in force for an exhibit in this session."""
    return rules_for(item.sensitivity, item.harms, layers(case, person))


def explain(case: OpenCase, person: Profile, item: Exhibit) -> tuple[Asked, ...]:
    """Says layer by layer what is asked for an exhibit, and which of it binds."""
    return asked(item.sensitivity, item.harms, layers(case, person))


def description_wanted(case: OpenCase, person: Profile, number: int) -> bool:
    """Tells whether the rules ask for a neutral description along with the judgement, and there is none yet."""
    item = exhibit(case, number)
    return not item.description.strip() and rules_of(case, person, item).description_needed


def notices(person: Profile) -> tuple[str, ...]:
    """Says in plain words what is wrong with the layers, or new about them; nothing where all is well."""
    lead, (_, own) = lead_rules(person), _own(person)
    return tuple(words for words in (lead.notice, own) if words)


def lead_rules(person: Profile) -> LeadRules:
    """Reads the lead's file and holds it against what was last known of it.

    A file that asks at least as much as before is taken over and noted. Where it asks less or is gone, what it asked
    before goes on binding until :func:`accept_lead_rules`.
    """
    before: KnownLead | None = None
    try:
        before = kept(person, _KEPT, KnownLead)
        present = _present_lead(person)
        return _held_against(person, before, present)
    except RulesUnreadable as fault:
        worst = _at_worst(LEAD, before.layer if before else None)
        return LeadRules((worst,), f"{LEAD.capitalize()}: {fault.message} The strictest rules apply.")
    except WorkbenchError as fault:
        return LeadRules((strictest(LEAD),), f"{fault.message} The strictest rules of exposure apply.")


def accept_lead_rules(person: Profile) -> LeadRules:
    """Takes note of a lead's file that asks less than before or is gone; raises RulesUnreadable while it is broken."""
    present = _present_lead(person)
    if present is None:
        keep(person, _KEPT, None, _NOTE, f"Took note that {LEAD} is gone.")
    else:
        keep(person, _KEPT, present, _NOTE, f"Took note that {LEAD} asks less, {short_digest(present.digest)}.")
    return lead_rules(person)


def preferences(person: Profile) -> Layer:
    """Reads what this person asks for themselves; the strictest where that cannot be read."""
    return _own(person)[0]


def set_preferences(person: Profile, layer: Layer) -> Layer:
    """Keeps what this person asks for themselves, and notes it in their own record."""
    before, _ = _own(person)
    chosen = replace(layer, name=PERSON)
    write_rule_file(person.folder / OWN_FILE, layer_document(chosen))
    if chosen != before:
        less = " Some of it asks less than before." if loosens(before, chosen) else ""
        keep(person, _OWN, chosen, _NOTE, f"Changed {PERSON}: {_counted(chosen)}.{less}")
    return chosen


def case_rules(case: OpenCase) -> Layer:
    """Reads what this case asks of everybody who works on it."""
    return case.file.get(Layer, "case") or Layer(CASE)


def set_case_rules(case: OpenCase, actor: Actor, layer: Layer) -> Layer:
    """Says what this case asks of everybody who works on it, by one entry that can be undone; no lines ask nothing."""
    chosen = replace(layer, name=CASE)
    less = ", some of it less than before" if loosens(case_rules(case), chosen) else ""
    with case.write(actor, EXPOSURE_RULES, f"Rules of exposure: {_counted(chosen)}{less}", "case") as work:
        if chosen.lines:
            work.put(chosen)
        else:
            work.remove("exposure_layer", "case")
    return chosen


def read_rules(path: Path) -> Layer:
    """Reads a layer from a file; raises RulesUnreadable and says what is wrong with it."""
    data = read_rule_file(path, MOST_BYTES)
    if data is None:
        raise RulesUnreadable(f"There is no file {path.name}.", "Look at the path.")
    return read_layer(data, path.stem)


def lead_path(person: Profile) -> tuple[Path, bool]:
    """Names the lead's file, and tells whether somebody has set it, so that it has to be there."""
    chosen = load().exposure_policy.strip()
    return (Path(chosen).expanduser(), True) if chosen else (person.folder / LEAD_FILE, False)


def _present_lead(person: Profile) -> KnownLead | None:
    """Reads the lead's file as it lies there now, None where there is none and none is asked for."""
    path, is_set = lead_path(person)
    data = read_rule_file(path, MOST_BYTES)
    if data is not None:
        layer = _parsed(data, LEAD)
        return KnownLead(digest_of(data), replace(layer, name=LEAD if layer.name == LEAD else f"{LEAD} ({layer.name})"))
    if is_set:
        raise RulesUnreadable("the file that your settings name is not there.", f"Put {path.name} back.")
    return None


def _held_against(person: Profile, before: KnownLead | None, present: KnownLead | None) -> LeadRules:
    """Takes over what asks as much as before; lets both bind where it asks less."""
    now = () if present is None else (present.layer,)
    if before == present:
        return LeadRules(now)
    if before is not None and loosens(before.layer, present.layer if present else Layer(LEAD)):
        what = "is gone" if present is None else "asks less than before"
        notice = f"{LEAD.capitalize()} {what}. What it asked goes on binding until you take note of it."
        return LeadRules((*now, replace(before.layer, name=f"{LEAD}, as it was")), notice, waits=True)
    words = f"Took over {LEAD}, {short_digest(present.digest)}." if present else f"{LEAD.capitalize()} is gone."
    keep(person, _KEPT, present, _NOTE, words)
    return LeadRules(now)


def _case_layer(case: OpenCase) -> Layer:
    """Reads the case's layer; the strictest where its record cannot be read."""
    try:
        return case_rules(case)
    except WorkbenchError:
        return strictest(CASE)


def _own(person: Profile) -> tuple[Layer, str]:
    """Reads the person's layer, and what is to be said about it."""
    try:
        data = read_rule_file(person.folder / OWN_FILE, MOST_BYTES)
        return (Layer(PERSON) if data is None else replace(_parsed(data, PERSON), name=PERSON)), ""
    except WorkbenchError as fault:
        return _at_worst(PERSON, _kept_preferences(person)), (
            f"{PERSON.capitalize()}: {fault.message} The strictest rules apply."
        )


def _kept_preferences(person: Profile) -> Layer | None:
    """Reads what the person last asked for themselves here, None where that cannot be read either."""
    try:
        return kept(person, _OWN, Layer)
    except WorkbenchError:
        return None


def _at_worst(name: str, known: Layer | None) -> Layer:
    """Gives the strictest layer, and what was known of the one it stands for: a fault must not loosen that."""
    return Layer(name, strictest(name).lines + (known.lines if known else ()))


@lru_cache(maxsize=16)
def _parsed(data: bytes, name: str) -> Layer:
    """Reads a layer once for the same bytes."""
    return read_layer(data, name)


def _counted(layer: Layer) -> str:
    """Counts what a layer asks."""
    count = len(layer.lines)
    return f"{count} {'rule' if count == 1 else 'rules'}" if count else "none"
