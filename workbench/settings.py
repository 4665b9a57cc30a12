"""The choices a user keeps, typed and labelled, with their defaults, and the place where they are kept."""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError

PROFILE_VARIABLE = "WORKBENCH_HOME"


def _minutes(default: int, span: tuple[int, int], words: str) -> int:
    """Makes the field of a number of minutes that is a placeholder until a clinician has set it."""
    said = f"{words} (placeholder, ask a clinician)"
    made: int = field(default=default, metadata={"words": said, "range": span, "unit": "min"})
    return made


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose; each field's metadata holds the words a preference window shows."""

    actor_name: str = field(default="", metadata={"words": "Your name, as it stands in records and memos"})
    theme: str = field(default="system", metadata={"words": "Appearance", "choices": ("system", "dark", "light")})
    look_keys: str = field(default="hold", metadata={"words": "The key of a look", "choices": ("hold", "press again")})
    idle_time: str = field(
        default="usual",
        metadata={
            "words": "Time before idleness covers what is shown",
            "choices": ("usual", "three times as long", "ten times as long"),
        },
    )
    cases_folder: str = field(default="", metadata={"words": "Where new cases are kept"})
    handling: str = field(
        default="TLP:AMBER",
        metadata={
            "words": "Handling of memos (TLP 2.0)",
            "choices": ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"),
        },
    )
    timestamp_authority: str = field(
        default="", metadata={"words": "Time-stamp authority (RFC 3161), asked only when you ask for a time stamp"}
    )
    timestamp_certificates: str = field(default="", metadata={"words": "File with the authority's certificates (PEM)"})
    exposure_policy: str = field(
        default="", metadata={"words": "Your lead's file with rules of exposure (TOML); a rule can only be stricter"}
    )
    # No figure here is a clinical one, since none exists: they are to be agreed with a clinician, and say so.
    budget_window_minutes: int = _minutes(60, (15, 240), "Gentle budget: looks are weighed over the last")
    budget_soft_minutes: int = _minutes(15, (1, 120), "Gentle budget: a pause is offered from this much within that")
    budget_severe_looks: int = field(
        default=10,
        metadata={
            "words": "Gentle budget: a pause is offered after this many severe looks (placeholder, ask a clinician)",
            "range": (1, 100),
            "unit": "looks",
        },
    )
    budget_severe_minutes: int = _minutes(30, (5, 120), "Gentle budget: severe looks are counted over the last")
    budget_day_soft_minutes: int = _minutes(120, (5, 480), "Gentle budget: a longer rest is offered at this much a day")
    budget_day_hard_minutes: int = _minutes(
        240, (5, 480), "Beyond this much a day, looks above Outline ask for a written reason"
    )
    pause_minutes: int = _minutes(5, (5, 60), "A pause counts from")
    snooze_minutes: int = _minutes(10, (1, 30), "Not now: say nothing of a pause for")
    shift_gap_hours: int = field(
        default=4, metadata={"words": "A shift ends without a look for", "range": (1, 12), "unit": "h"}
    )
    shift_start: str = field(
        default="", metadata={"words": "When shifts begin, if at fixed times (such as 06:00, 14:00, 22:00)"}
    )


class SettingsUnreadable(WorkbenchError):
    """The settings file cannot be read; nothing is overwritten and the defaults apply."""


def profile_folder() -> Path:
    """Names the folder of this person's own records: settings, policies, the key, what they looked at."""
    chosen = os.environ.get(PROFILE_VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("investigation-workbench", appauthor=False)


def cases_folder(settings: Settings) -> Path:
    """Names the folder in which new cases are made unless a user says otherwise."""
    return Path(settings.cases_folder) if settings.cases_folder else profile_folder() / "cases"


def person_name(settings: Settings) -> str:
    """Names the person at the desk: as they chose, or as the machine knows them."""
    return settings.actor_name or login_name()


def login_name() -> str:
    """Reads the account name of the machine; ``unknown`` where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def load() -> Settings:
    """Reads the settings; raises SettingsUnreadable where the file is broken."""
    path = profile_folder() / "settings.toml"
    try:
        stored = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise SettingsUnreadable(
            "Your settings could not be read, so the defaults apply.",
            f"Mend or remove {path}.",
            type(cause).__name__,
        ) from cause
    return _checked(stored)


def save(settings: Settings) -> None:
    """Keeps the settings, whole or not at all."""
    import tomli_w

    folder = profile_folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "settings.toml.new"
    draft.write_text(tomli_w.dumps(asdict(settings)), "utf-8")
    draft.replace(folder / "settings.toml")


def _checked(stored: dict[str, object]) -> Settings:
    """Takes over what has the right type and a known choice or range; the default stands for the rest."""
    taken: dict[str, Any] = {}
    for option in fields(Settings):
        value = stored.get(option.name)
        if type(value) is type(option.default) and _is_allowed(value, option.metadata):
            taken[option.name] = value
    return replace(Settings(), **taken)


def _is_allowed(value: object, metadata: Mapping[str, Any]) -> bool:
    """Tells whether a value is among the choices, or within the range, that its setting has."""
    if isinstance(value, int):
        low, high = metadata["range"]
        return bool(low <= value <= high)
    choices = metadata.get("choices")
    return not choices or value in choices
