"""Files of rules on the disk: read whole or not at all, and written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench.casefile.exposure_policy import RulesUnreadable
from workbench.store.atomic import write_whole


def read_rule_file(path: Path, most: int) -> bytes | None:
    """Reads a file of rules, one byte past ``most`` at most; None where there is none.

    Raises RulesUnreadable where something is there and cannot be read: that must not look like no rules.
    """
    try:
        if not path.is_file():
            if path.is_symlink() or path.exists():
                raise RulesUnreadable(f"{path.name} is no file.", "Put the file in its place.")
            return None
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as cause:
        raise RulesUnreadable(
            f"{path.name} cannot be read.", "Look at its rights and those of its folder.", type(cause).__name__
        ) from cause


def write_rule_file(path: Path, document: dict[str, Any]) -> None:
    """Writes a file of rules; raises RulesUnreadable where the disk refuses it, and what was there stays."""
    import tomli_w

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, tomli_w.dumps(document).encode("utf-8"))
    except OSError as cause:
        raise RulesUnreadable(
            f"{path.name} could not be written; what was there stays.",
            "Free some room, or look at its rights.",
            type(cause).__name__,
        ) from cause
