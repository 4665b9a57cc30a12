"""Decides what a start is for, and brings the process to where that can be done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from start import display, environment, places, system_libraries
from start.words import Stopped, say

ROOT = Path(__file__).resolve().parent.parent
WRONG_USE = 2
COULD_NOT = 3
INTERRUPTED = 130


@dataclass(frozen=True)
class Door:
    """What main.py opens next: the window, or the command line with its arguments."""

    is_window: bool
    arguments: tuple[str, ...] = ()


def find(arguments: Sequence[str]) -> Door:
    """Returns the door for these arguments, from inside the program's own environment.

    Where the environment is not the current one it is prepared, and the process replaced by one inside; ``test``
    ends with the status of the tests. What cannot be done ends with status 3 and words that say why.
    """
    try:
        return _find(list(arguments))
    except Stopped as stopped:
        say(str(stopped))
        raise SystemExit(COULD_NOT) from None
    except OSError as error:
        say(f"The program's environment could not be prepared: {error}")
        raise SystemExit(COULD_NOT) from error
    except KeyboardInterrupt:
        say("Stopped. The next start takes up what is left to do.")
        raise SystemExit(INTERRUPTED) from None


def _find(arguments: list[str]) -> Door:
    if arguments[:1] == ["test"]:
        raise SystemExit(_test(arguments[1:]))
    if arguments[:1] == ["extras"]:
        raise SystemExit(_extras(arguments[1:]))
    place = environment.choose(ROOT, "run")
    place.prepare("run")
    if not place.is_current():
        raise SystemExit(environment.run_in(place, [str(ROOT / "main.py"), *arguments]))
    os.environ.pop(environment.INSIDE, None)
    return Door(False, tuple(arguments)) if arguments else _window()


def _window() -> Door:
    """Returns the window's door, or that of the demonstration job where there is no screen."""
    screen = display.screen()
    if not screen:
        folder = places.fresh(places.user_data(), "demonstration")
        say(f"There is no display here, so the same job is done without a window, in {folder}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Door(False, ("demo", str(folder)))
    system_libraries.see_to(screen)
    return Door(True)


def _extras(names: Sequence[str]) -> int:
    """Adds extras to the program's environment, or says which there are."""
    unknown = [name for name in names if name not in environment.EXTRAS]
    if unknown or not names:
        listed = "".join(f"\n  python3 main.py extras {name}    {what}" for name, what in environment.EXTRAS.items())
        say(f"{f'There is no extra named {unknown[0]}. ' if unknown else ''}What may be added:{listed}")
        return WRONG_USE if unknown else 0
    place = environment.choose(ROOT, "run")
    for name in names:
        place.prepare(name)
        say(f"Here now: {environment.EXTRAS[name]}.")
    return 0


def _test(arguments: Sequence[str]) -> int:
    """Runs all tests, several at once since many wait for processes, or those that the arguments choose."""
    place = environment.choose(ROOT, "test")
    place.prepare("test")
    system_libraries.see_to("offscreen")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.chdir(ROOT)
    at_once = ["-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]
    return environment.run_in(place, ["-m", "pytest", *(arguments or at_once)])
