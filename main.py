"""Starts the Investigation Workbench: the window, one command of it, or its tests.

    python3 main.py                 the window (or, without a display, the demonstration job)
    python3 main.py COMMAND ...     one job without a window; ``--help`` lists them
    python3 main.py test ...        all tests, without a display
    python3 main.py extras NAME     adds what not everybody needs: reading aids, sound

It needs nothing but Python 3.11 to 3.13. The first start makes a private environment and comes back inside it.
"""

import sys

LOWEST, HIGHEST = (3, 11), (3, 13)


def wrong_python(version):
    """Returns what to tell somebody whose Python will not do, or an empty text; it must parse on any Python 3."""
    if LOWEST <= tuple(version[:2]) <= HIGHEST:
        return ""
    return (
        "The Investigation Workbench needs Python 3.11, 3.12 or 3.13; this is Python {}.{}.\n"
        "Install one of them and start the program with it, for example: {}".format(
            version[0], version[1], "py -3.13 main.py" if sys.platform == "win32" else "python3.13 main.py"
        )
    )


def main(arguments):
    """Turns a wrong Python away, prepares what is needed, and opens the window or runs a command inside it."""
    refusal = wrong_python(sys.version_info)
    if refusal:
        sys.stderr.write(refusal + "\n")
        return 3
    from start import doors

    door = doors.find(arguments)
    # Only from here on is this process sure to stand in the program's own environment.
    if door.is_window:
        # The shape of the window is on the screen before the program is read, which takes several times as long.
        from ui.threshold import stand

        threshold = stand()
        from ui.application import main as open_window

        return open_window(threshold)
    from workbench.__main__ import main as run_command

    return run_command(list(door.arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
