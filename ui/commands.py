"""Every command of the window once: its words, keys, icon and scope; menus, palette, key sheet and tests come of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget


class Pane(StrEnum):
    """A part of the case window that can hold the focus."""

    CASES = "cases"
    EVIDENCE = "evidence"
    VIEWER = "viewer"
    POLICY = "policy"
    TIMELINE = "timeline"


class Scope(StrEnum):
    """Where a command's keys count; the value is what the key sheet calls it."""

    CASE = "Anywhere in a case"
    VIEWER = "Looking at an exhibit"
    GRID = "Evidence"
    POLICY = "Policy"
    TIMELINE = "Clip and timeline"

    @property
    def panes(self) -> frozenset[Pane]:
        """The panes in which the scope's keys count; keys may be used twice where these do not meet."""
        return _PANES[self]


_JUDGEMENTS = ("Violating", "Borderline", "Clear", "Escalate")
_PANES = {
    Scope.CASE: frozenset(Pane),
    Scope.VIEWER: frozenset({Pane.EVIDENCE, Pane.VIEWER}),
    Scope.GRID: frozenset({Pane.EVIDENCE}),
    Scope.POLICY: frozenset({Pane.POLICY}),
    Scope.TIMELINE: frozenset({Pane.TIMELINE, Pane.VIEWER, Pane.EVIDENCE}),
}


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the window can be told to do.

    ``held`` marks a key that counts for as long as it is down: the surface that has the focus listens for it.
    ``caseless`` marks what also makes sense while no case is open.
    """

    id: str
    words: str
    help: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    scope: Scope = Scope.CASE
    held: bool = False
    caseless: bool = False

    @property
    def key_words(self) -> str:
        """The first key as a keycap says it."""
        return key_words(self.keys[0]) if self.keys else ""


def _case() -> tuple[Command, ...]:
    menu = "Case"
    # fmt: off
    return (
        Command("case.new", "New case…", "Starts a case: title, reference, kind and when it is due.", menu, ("N",),
                "plus", caseless=True),
        Command("case.open", "Open case…", "Opens a case folder that is already there.", menu, ("Ctrl+O",), "folder",
                caseless=True),
        Command("case.demonstration", "Open the demonstration case",
                "Opens the fictional case that comes with the program, and makes it first if it is missing.", menu,
                caseless=True),
        Command("case.search", "Search the case…", "Finds words, names and identifiers in everything the case says.",
                menu, ("Ctrl+F",), "search"),
        Command("case.verify", "Verify the case", "Checks every original and every entry against the ledger.", menu,
                ("Ctrl+Shift+V",), "shield-check"),
        Command("case.verify-since", "Check since the last signed head", "Checks only what came after the newest head.",
                menu, (), "shield-check"),
        Command("case.checks", "Checks…", "Shows faults by name, heads from outside, repair and time stamps.", menu,
                ("Ctrl+Shift+C",), "shield-alert"),
        Command("case.repair", "Repair…", "Brings back what the ledger proves, from the case itself and from copies.",
                menu),
        Command("case.repair-folder", "Repair a case that does not open…",
                "Salvages a damaged case folder, also from copies, and opens it.", menu, caseless=True),
        Command("case.stamp", "Have the head stamped", "Asks the time-stamp authority of the preferences.", menu, (),
                "clock"),
        Command("case.heads", "Save all heads…", "Writes the signed heads to a file to keep elsewhere.", menu, (),
                "download"),
        Command("case.hold", "Place the whole case on hold…", "Nothing in the case can be destroyed while it stands.",
                menu, (), "lock"),
        Command("case.holds", "Holds…", "Lists the holds of the case, and lifts one.", menu),
        Command("case.encrypt", "Encrypt this case…", "Writes the whole case anew under a key that a passphrase opens.",
                menu, (), "lock"),
        Command("case.passphrase", "Change the passphrase…", "Sets another passphrase; nothing is rewritten.", menu, (),
                "lock"),
        Command("case.recovery-key", "Make a new recovery key…", "Makes a new recovery key; the old one opens nothing.",
                menu),
        Command("case.keyring", "Keep the key in the keyring…", "Lets this person open the case here without asking.",
                menu),
        Command("case.forget-key", "Take the key out of the keyring…", "Has the passphrase asked for again.", menu),
        Command("case.destroy-key", "Destroy the key…", "Destroys an encrypted case for good, by destroying its key.",
                menu),
        Command("memo.export", "Export the memo…", "Writes the memo as PDF, HTML or Markdown, pictures veiled.", menu,
                ("Ctrl+E",), "download"),
        Command("case.undo", "Undo", "Takes back the last act by a new entry; nothing is erased.", menu, ("Ctrl+Z",),
                "undo"),
        Command("window.preferences", "Preferences…", "Sets the theme, your name and where cases are kept.", menu,
                ("Ctrl+,",), "sliders", caseless=True),
        Command("window.close", "Close the window", "Seals everything, closes the case and leaves.", menu, ("Ctrl+W",),
                caseless=True),
    )
    # fmt: on


def _evidence() -> tuple[Command, ...]:
    menu, grid = "Evidence", Scope.VIEWER
    # fmt: off
    return (
        Command("evidence.acquire", "Acquire files…",
                "Takes files into the case as exhibits; the files stay as they are.", menu, ("Ctrl+I",), "upload"),
        Command("evidence.folder", "Acquire a folder…", "Takes every file of a folder into the case.", menu,
                ("Ctrl+Shift+I",), "folder"),
        Command("evidence.paste", "Acquire from the clipboard", "Takes copied files, a picture or text in as exhibits.",
                menu, ("Ctrl+V",), "copy"),
        Command("evidence.reference", "Add a reference without a file…",
                "Records digest and place of what must not be held; no bytes are stored.", menu, ("Ctrl+Shift+R",),
                "link"),
        Command("evidence.unpack", "Unpack every container",
                "Opens mail, archives, chat exports and captures; what they hold is numbered under them.", menu, (),
                "archive"),
        Command("evidence.words", "Read the words of new exhibits", "Reads words so that a search finds them unseen.",
                menu, (), "file-text"),
        Command("evidence.previews", "Make missing previews", "Makes veiled previews for exhibits that have none.",
                menu),
        Command("exhibit.next", "Next exhibit", "Goes to the next exhibit.", menu, ("J", "Right"), "chevron-right",
                grid),
        Command("exhibit.previous", "Previous exhibit", "Goes to the exhibit before.", menu, ("K", "Left"),
                "chevron-left", grid),
        Command("exhibit.open", "Open in the viewer", "Moves the focus from the grid to the exhibit in view.", menu,
                ("Return", "Enter"), "", Scope.GRID),
        Command("evidence.search", "Search the evidence", "Finds exhibits by number, kind, name or judgement.", menu,
                ("/",), "search"),
        Command("exhibit.mark-region", "Mark a region",
                "Draws a rectangle on the exhibit, without looking, and asks for its words.", menu, ("Shift+R",),
                "crosshair", grid),
        Command("exhibit.parent", "Go to what it was unpacked from", "Goes from an unpacked exhibit to its container.",
                menu, ("Alt+Up",), "chevron-up"),
        Command("exhibit.child", "Go to what was unpacked from it", "Goes from a container to its first exhibit.", menu,
                ("Alt+Down",), "chevron-down"),
        Command("exhibit.source", "State the source…", "States address, platform, account and authority of an exhibit.",
                menu, ("Ctrl+Shift+S",), "link"),
        Command("exhibit.describe", "Describe…", "Says in neutral words what the exhibit is.", menu, ("Ctrl+D",),
                "quote"),
        Command("exhibit.rate", "Rate…", "Says how graphic the exhibit is and what kinds of harm it shows.", menu,
                ("Ctrl+R",), "scale"),
        Command("exhibit.suggest", "Read by machine",
                "Suggests words, faces, codes and languages; marked as a machine's.", menu, (), "info"),
        Command("exhibit.unpack", "Unpack", "Opens the container in view; what it holds is numbered under it.", menu,
                ("Ctrl+U",), "archive"),
        Command("exhibit.hold", "Place on hold…", "Makes destruction impossible until the hold is lifted.", menu, (),
                "lock"),
        Command("exhibit.destroy", "Destroy…", "Destroys bytes for good on authority; number and digest stay.", menu,
                (), "x"),
        Command("exhibit.certificate", "Save the certificate of destruction…",
                "Writes a certificate that others can check.", menu, (), "download"),
        Command("exhibit.withdraw", "Withdraw from view", "Takes an exhibit out of view; its bytes stay.", menu, (),
                "eye-off"),
    )
    # fmt: on


def _groups() -> tuple[Command, ...]:
    menu = "Groups and lists"
    # fmt: off
    return (
        Command("group.show", "What looks like it", "Shows the exhibits that look like the one in view, veiled.", menu,
                ("G",), "layers", Scope.VIEWER),
        Command("group.one", "One of each", "Shows only one exhibit of each group in the grid, or all again.", menu,
                ("Shift+G",), "filter"),
        Command("group.find", "Find what looks alike", "Gathers exhibits that look alike, copies turned or mirrored.",
                menu, (), "search"),
        *(Command(f"decide.{word.lower()}.group", f"{word}, for the whole group",
                  f"Judges the exhibit as {word.lower()}, and those nearly the same with it.", menu, (f"Ctrl+{digit}",))
          for digit, word in enumerate(_JUDGEMENTS, 1)),
        Command("lists.import", "Import a hash list…", "Takes a list of hashes in that others have judged.", menu, (),
                "upload", caseless=True),
        Command("lists.show", "Hash lists…", "Lists the hash lists of your profile, and removes one.", menu, (),
                "file-text", caseless=True),
        Command("lists.check", "Check the case against the lists",
                "Compares every exhibit with the lists; nothing is uncovered.", menu, (), "shield-check"),
    )
    # fmt: on


def _exposure() -> tuple[Command, ...]:
    menu = "Exposure"
    # fmt: off
    return (
        Command("exposure.record", "Your exposure", "Shows your own record: looks, time, budgets and runs.", menu,
                ("Ctrl+Shift+E",), "eye", caseless=True),
        Command("exposure.pause", "Pause now", "Seals everything and shows a clock; any key leads back.", menu,
                ("B",), "pause", caseless=True),
        Command("exposure.snooze", "Say nothing of a pause for a while", "Puts the offer of a pause off.", menu,
                caseless=True),
        Command("exposure.go-on", "Look on beyond the budget…", "Keeps your reason, in your own record.", menu,
                caseless=True),
        Command("exposure.choices", "What you ask for yourself", "Asks for more cover, by kind of harm.", menu, (),
                "sliders", caseless=True),
        Command("exposure.access", "Ease of use", "Lets keys be pressed once and again, and gives more time.", menu,
                (), "keyboard", caseless=True),
        Command("exposure.case-rules", "What this case asks…", "Asks for more cover of everybody who works on it.",
                menu, (), "scale"),
        Command("exposure.lead-rules", "Choose the lead's file of rules…",
                "Reads a file with rules of exposure, and holds by it.", menu, (), "folder", caseless=True),
        Command("exposure.export", "Write your record to a file…", "Writes your own record out, where you choose.",
                menu, (), "download", caseless=True),
        Command("exposure.delete", "Delete your record…", "Deletes your own record; the ledgers of cases stay.", menu,
                caseless=True),
    )
    # fmt: on


def _decide() -> tuple[Command, ...]:
    menu, words = "Decide", _JUDGEMENTS
    going = (
        Command(f"decide.{word.lower()}", word, f"Judges the exhibit as {word.lower()} and goes on to the next.", menu,
                (str(digit),), "check")
        for digit, word in enumerate(words, 1)
    )  # fmt: skip
    staying = (
        Command(f"decide.{word.lower()}.stay", f"{word}, and stay", f"Judges the exhibit as {word.lower()} and stays.",
                menu, (f"Shift+{digit}",))
        for digit, word in enumerate(words, 1)
    )  # fmt: skip
    return (*going, *staying)


def _look() -> tuple[Command, ...]:
    menu, viewer = "Look", Scope.VIEWER
    # fmt: off
    return (
        Command("look.hold", "Look", "Shows the exhibit for as long as the key is down; each look is recorded.", menu,
                ("Space",), "eye", viewer, held=True),
        Command("look.lens", "Lens", "Shows a small circle under the pointer; arrows move it.", menu, ("L",), "lens",
                viewer),
        Command("look.region", "Region", "Shows only a rectangle that you draw.", menu, ("R",), "square-dashed",
                viewer),
        Command("look.stop", "Stop looking", "Covers the exhibit again.", menu, ("Esc",), "", viewer, held=True),
        Command("look.seal", "Seal this exhibit", "Shows no pixels of the exhibit at all.", menu, ("0",), "seal"),
        Command("look.down", "Down the ladder", "Shows less of the exhibit.", menu, ("[",), "chevron-down"),
        Command("look.up", "Up the ladder", "Shows more of the exhibit; from outline on it is a recorded look.", menu,
                ("]",), "chevron-up"),
        Command("look.panic", "Seal everything", "Covers every exhibit of every window at once.", menu, ("F9",),
                "shield-check"),
    )
    # fmt: on


def _policy() -> tuple[Command, ...]:
    menu = "Policy"
    # fmt: off
    return (
        Command("policy.cite", "Cite the selected words",
                "Pins the selected words of the policy on the exhibit in view.", menu, ("Q",), "quote"),
        Command("policy.versions", "Choose a policy version", "Lists the policies that were read, newest first.", menu,
                ("V",), "scale"),
        Command("policy.import", "Read policies…", "Reads policy documents in Markdown into the library.", menu, (),
                "upload"),
    )
    # fmt: on


def _timeline() -> tuple[Command, ...]:
    menu, clip = "Timeline", Scope.TIMELINE
    # fmt: off
    return (
        Command("clip.mark", "Mark", "Marks the moment, or the span from in to out, with words.", menu, ("M",),
                "bookmark", clip),
        Command("clip.in", "Mark in", "Starts a span at the position in the clip.", menu, ("I",), "", clip),
        Command("clip.out", "Mark out", "Ends the span at the position in the clip.", menu, ("O",), "", clip),
        Command("clip.back", "Frame back", "Steps one frame back in the clip.", menu, (",",), "step-back", clip),
        Command("clip.forward", "Frame forward", "Steps one frame on in the clip.", menu, (".",), "step-forward", clip),
        Command("timeline.occurrence", "Add an occurrence", "Notes what happened in the world, and when.", menu,
                ("Shift+M",), "clock"),
        Command("timeline.fit", "Show the whole span", "Zooms the time axis out to all there is.", menu, ("F",), "",
                clip),
    )
    # fmt: on


def _window() -> tuple[Command, ...]:
    menu = "Window"
    # fmt: off
    return (
        Command("window.palette", "Find a command", "Lists everything the window can do; type to narrow it.", menu,
                ("Ctrl+K",), "search", caseless=True),
        Command("window.keys", "All keys", "Shows every command with its keys.", menu, ("?",), "keyboard",
                caseless=True),
        Command("window.review", "Arrange for review", "Gives the evidence and the viewer the room.", menu, ("F1",),
                "grid"),
        Command("window.read", "Arrange for reading", "Sets the exhibit and the policy side by side.", menu, ("F2",),
                "panel-left"),
        Command("window.write", "Arrange for writing", "Gives the memo the room.", menu, ("F3",), "file-text"),
        Command("window.pane", "Next pane", "Moves the focus to the next pane.", menu, ("F6",), ""),
        Command("window.cases", "Cases", "Shows or hides the list of cases.", menu, ("Ctrl+B",), "layers"),
        Command("window.policy", "Policy", "Shows the policy.", menu, ("Alt+1",), "scale"),
        Command("window.memo", "Memo", "Shows the memo and what it still lacks.", menu, ("Alt+2",), "file-text"),
        Command("window.details", "Details", "Shows the facts and the acquisition of the exhibit.", menu, ("Alt+3",),
                "info"),
        Command("history.proof", "Copy the proof of an entry", "Copies what shows that an entry stands in the ledger.",
                menu, (), "copy"),
        Command("window.history", "History", "Shows the entries of the case's ledger.", menu, ("Alt+4",), "history"),
        Command("window.theme", "Dark or light", "Changes between the dark and the light theme.", menu,
                ("Ctrl+Shift+D",), "moon", caseless=True),
    )
    # fmt: on


COMMANDS: tuple[Command, ...] = (
    *_case(),
    *_evidence(),
    *_look(),
    *_decide(),
    *_groups(),
    *_exposure(),
    *_policy(),
    *_timeline(),
    *_window(),
)


def command(name: str) -> Command:
    """Finds a command by its id; raises KeyError where there is none."""
    for found in COMMANDS:
        if found.id == name:
            return found
    raise KeyError(name)


def key_words(key: str) -> str:
    """Writes a key as a keycap says it: ``Ctrl K``, ``?``, ``Space``."""
    return key.replace("Return", "Enter").replace("+", " ") if len(key) > 1 else key


def conflicts(commands: Iterable[Command]) -> list[tuple[str, str, str]]:
    """Lists every key that means two things in one pane: key, first command, second command."""
    taken: dict[tuple[Pane, str], str] = {}
    found: list[tuple[str, str, str]] = []
    for item in commands:
        for key in item.keys:
            name = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
            for pane in sorted(item.scope.panes):
                first = taken.setdefault((pane, name), item.id)
                if first != item.id and (key, first, item.id) not in found:
                    found.append((key, first, item.id))
    return found


def takes_text(widget: QWidget | None) -> bool:
    """Tells whether typing goes into a widget, so that no single key may mean a command there."""
    if isinstance(widget, (QLineEdit, QTextEdit, QPlainTextEdit)):
        return not widget.isReadOnly()
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QAbstractSpinBox)
