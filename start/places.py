"""Where the start may keep things when the checkout is not its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APPLICATION = "investigation-workbench"
#: A folder named here takes the place of the system's custom.
PROFILE_VARIABLE = "WORKBENCH_HOME"


def user_data() -> Path:
    """Returns the program's folder for a user's data, by the custom of the system; nothing is made.

    It is the folder that ``workbench.settings`` calls the profile; a test holds the two together.
    """
    chosen = os.environ.get(PROFILE_VARIABLE)
    if chosen:
        return Path(chosen)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / APPLICATION
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / APPLICATION
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / APPLICATION


def fresh(parent: Path, name: str) -> Path:
    """Returns a folder under ``parent`` that does not exist yet: ``name``, ``name-2``, ``name-3`` ..."""
    candidate, number = parent / name, 1
    while candidate.exists():
        number += 1
        candidate = parent / f"{name}-{number}"
    return candidate
