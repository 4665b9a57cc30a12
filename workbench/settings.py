"""The choices a user keeps, typed and labelled, with their defaults, and the place where they are kept."""

from __future__ import annotations

import getpass
import os
import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from workbench.errors import WorkbenchError

PROFILE_VARIABLE = "WORKBENCH_HOME"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose; each field's metadata holds the words a preference window shows."""

    actor_name: str = field(default="", metadata={"words": "Your name, as it stands in records and memos"})
    theme: str = field(default="system", metadata={"words": "Appearance", "choices": ("system", "dark", "light")})
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
    """Takes over what has the right type and a known choice; the default stands for the rest."""
    settings = Settings()
    for option in fields(Settings):
        value = stored.get(option.name)
        choices = option.metadata.get("choices")
        if isinstance(value, str) and (not choices or value in choices):
            settings = replace(settings, **{option.name: value})
    return settings
