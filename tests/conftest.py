"""What every test stands on: no screen, and a profile of its own instead of the real one."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from workbench.store.wrapping import Cost

# No test is judged by the clock: a machine may be busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# Both before Qt is imported anywhere: the platform is read once, and so are the folders of the user's profile.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
_FIRST_HOME = tempfile.TemporaryDirectory(prefix="home-")
atexit.register(_FIRST_HOME.cleanup)

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


def _profile_variables(home: Path) -> dict[str, str]:
    """Returns the environment in which ``home`` is the user's home, on every system."""
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "HOME": str(home),
        "WORKBENCH_HOME": str(home / "profile"),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "roaming"),
        "LOCALAPPDATA": str(home / "local"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(runtime),
    }


os.environ.update(_profile_variables(Path(_FIRST_HOME.name)))


@pytest.fixture(autouse=True)
def profile(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives each test an empty home, so that none reads or changes the real profile; returns that home."""
    home = tmp_path_factory.mktemp("home")
    for name, value in _profile_variables(home).items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets passphrases be stretched at little cost, so that no test waits for it; the cost has tests of its own."""
    monkeypatch.setattr("workbench.store.key_file.calibrated", lambda: Cost(64, 1, 1))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Returns the folder of real sample files, which lies beside the checkout on machines that have it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real sample files (../shared/data beside the checkout) are not on this machine")
    return SHARED_DATA.resolve()
