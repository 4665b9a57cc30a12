"""Brings a missing Debian or Ubuntu package: by itself as root, and otherwise by naming the one line that does it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from start.words import Stopped, run_quietly, say

OS_RELEASE = Path("/etc/os-release")


def is_debian(os_release: Path = OS_RELEASE) -> bool:
    """Tells whether this system is Debian, Ubuntu or one of their children, with apt at hand."""
    try:
        lines = os_release.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    named = " ".join(line.partition("=")[2].strip('"') for line in lines if line.startswith(("ID=", "ID_LIKE=")))
    return bool({"debian", "ubuntu"} & set(named.split())) and shutil.which("apt-get") is not None


def is_root() -> bool:
    """Tells whether this process may install system packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_line(packages: Sequence[str]) -> str:
    """Returns the one line that a person types to bring the packages."""
    return "sudo apt install " + " ".join(packages)


def bring(packages: Sequence[str], why: str) -> None:
    """Installs the packages where this process may, and otherwise stops with the line that does; ``why`` begins it."""
    if not is_debian():
        raise Stopped(f"{why}\nInstall it with your system's package manager; Debian calls it: {' '.join(packages)}")
    if not is_root():
        raise Stopped(f"{why}\nThis line brings it; then start the program again:\n\n    {apt_line(packages)}\n")
    say(f"{why}\nInstalling it with apt: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    updated, update_said = run_quietly(["apt-get", "update", "-q"], environment)
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    installed, install_said = run_quietly(command, environment)
    if not installed:
        said = install_said if updated else f"{update_said}\n{install_said}"
        raise Stopped(f"apt could not install it. It said:\n{said}\nBy hand: {apt_line(packages)}")
