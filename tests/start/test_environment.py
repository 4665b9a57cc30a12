"""The private environment is made whole from a lock with hashes, or not at all."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from start import environment
from start.environment import LOCK, MARK, Environment
from start.words import Stopped, run_quietly


def write_wheel(folder: Path, name: str) -> str:
    """Writes the smallest wheel of a package and returns its SHA-256."""
    files = {
        f"{name}.py": "WORD = 'here'\n",
        f"{name}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{name}-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_url_digest(text)},{len(text)}\n" for path, text in files.items())
    files[f"{name}-1.0.dist-info/RECORD"] = f"{record}{name}-1.0.dist-info/RECORD,,\n"
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for path, text in files.items():
            packed.writestr(path, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _url_digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose locks name two tiny packages that lie in a folder of wheels; there is no network."""
    wheels, requirements = tmp_path / "wheels", tmp_path / "checkout" / "requirements"
    wheels.mkdir()
    requirements.mkdir(parents=True)
    first, second = (f"{name}==1.0 --hash=sha256:{write_wheel(wheels, name)}\n" for name in ("runs", "tests_it"))
    (requirements / "run.txt").write_text(first)
    (requirements / "aids.txt").write_text(first)
    (requirements / "test.txt").write_text(first + second)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return requirements.parent


def modules(place: Environment) -> set[str]:
    """Returns which of the tiny packages are installed."""
    return {path.stem for path in place.folder.rglob("site-packages/*.py") if path.stem in ("runs", "tests_it")}


def test_it_is_made_once_and_grows_for_the_tests(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = environment.choose(checkout, "run")
    assert place.folder == checkout / ".venv"
    place.prepare("run")
    assert place.holds("run")
    assert not place.holds("test")
    assert modules(place) == {"runs"}
    made = place.python.lstat().st_ino

    place.prepare("test")
    assert place.holds("run") and place.holds("aids") and place.holds("test")
    assert modules(place) == {"runs", "tests_it"}
    assert place.python.lstat().st_ino == made

    monkeypatch.setattr(environment, "run_quietly", lambda *_: pytest.fail("it was made already"))
    place.prepare("run")
    place.prepare("test")


def test_a_half_made_one_is_remade(checkout: Path) -> None:
    place = environment.choose(checkout, "run")
    place.folder.mkdir()
    (place.folder / LOCK).touch()
    (place.folder / "left-over").mkdir()
    place.python.parent.mkdir(parents=True)
    place.python.write_text("not a python")
    assert environment.choose(checkout, "run") == place
    assert not place.holds("run")
    place.prepare("run")
    assert place.holds("run")
    assert not (place.folder / "left-over").exists()

    # A changed lock makes it anew: nothing of the old one stays behind.
    (place.folder / "left-over").mkdir()
    place.lock_file("run").write_text(place.lock_file("run").read_text() + "# changed\n")
    assert not place.holds("run")
    place.prepare("run")
    assert place.holds("run")
    assert not (place.folder / "left-over").exists()


def test_a_wheel_that_is_not_the_locked_one_is_refused(checkout: Path) -> None:
    place = environment.choose(checkout, "run")
    place.lock_file("run").write_text(f"runs==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(Stopped, match="could not be installed") as stopped:
        place.prepare("run")
    assert "Expected sha256" in str(stopped.value)
    assert not place.holds("run")


@pytest.mark.skipif(sys.platform == "win32", reason="the Python beneath is recorded by path there")
def test_another_python_beneath_is_noticed(checkout: Path) -> None:
    place = environment.choose(checkout, "run")
    place.python.parent.mkdir(parents=True)
    place.python.symlink_to(sys.executable)
    digest = environment.digest(place.lock_file("run"))
    (place.folder / MARK).write_text(f'{{"python": "{os.path.realpath(sys.executable)}", "run": "{digest}"}}')
    assert place.holds("run")
    place.python.unlink()
    place.python.symlink_to("/bin/true")
    assert not place.holds("run")


def test_somebody_elses_environment_is_left_alone(checkout: Path, profile: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "pyvenv.cfg").touch()
    chosen = environment.choose(checkout, "run").folder
    assert chosen.is_relative_to(profile)
    assert chosen == environment.choose(checkout, "test").folder


def test_a_checkout_that_cannot_be_written_keeps_it_with_the_user(
    checkout: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_is_writable", lambda folder: False)
    assert environment.choose(checkout, "run").folder.is_relative_to(profile)


def test_without_ensurepip_it_says_what_to_bring(monkeypatch: pytest.MonkeyPatch) -> None:
    brought: list[list[str]] = []
    monkeypatch.setattr(environment, "_can_make_environments", lambda: bool(brought))
    monkeypatch.setattr(environment.debian, "is_debian", lambda: True)
    monkeypatch.setattr(environment.debian, "bring", lambda packages, why: brought.append(packages))
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    environment.see_to_venv()
    assert brought == [[f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]]


def test_a_python_of_ones_own_without_ensurepip_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_can_make_environments", lambda: False)
    monkeypatch.setattr(sys, "base_prefix", "/opt/python")
    with pytest.raises(Stopped, match="ensurepip"):
        environment.see_to_venv()


def test_an_environment_that_does_not_take_is_named_and_not_entered_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Environment(tmp_path / ".venv", tmp_path)
    assert not place.is_current()
    monkeypatch.setenv(environment.INSIDE, str(place.folder))
    with pytest.raises(Stopped, match="damaged"):
        place.is_current()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locks")
def test_a_pip_that_outlives_its_start_keeps_the_next_one_waiting(tmp_path: Path) -> None:
    with environment._alone(tmp_path / LOCK) as lock:
        left = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock])
    with (tmp_path / LOCK).open("a+b") as other:
        assert not environment._try_lock(other)
        left.communicate(b"\n")
        assert environment._try_lock(other)


def test_pip_inherits_the_lock(tmp_path: Path) -> None:
    with environment._alone(tmp_path / LOCK) as lock:
        program = f"import os; os.fstat({lock}); print('open')"
        assert run_quietly([sys.executable, "-c", program], keep_open=[lock]) == (True, "    open")
        assert not run_quietly([sys.executable, "-c", program])[0]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locks")
def test_two_first_starts_take_turns(tmp_path: Path) -> None:
    with (tmp_path / LOCK).open("a+b") as one, (tmp_path / LOCK).open("a+b") as other:
        assert environment._try_lock(one)
        assert not environment._try_lock(other)
        one.close()
        assert environment._try_lock(other)
