"""What the case window does with the key of a case when a command is run; the case steps off the desk meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from ui.widgets.sheet import Sheet
from ui.windows.case_frame import CaseFrame
from ui.windows.sheets.keys import ChangePassphraseSheet, DestroyKeySheet, EncryptSheet, SecretSheet
from workbench.actions.cases import open_case
from workbench.actions.encryption import (
    change_passphrase,
    destroy_key,
    encrypt,
    forget_from_keyring,
    keep_in_keyring,
    renew_recovery_key,
)
from workbench.casefile.identity import Actor
from workbench.errors import WorkbenchError
from workbench.jobs import Job

KEYRING = "From now on it opens here without asking, for this person on this machine."


class KeyDeeds(QObject):
    """Runs the commands about the key of the open case."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.table: dict[str, Callable[[], object]] = {
            "case.encrypt": self.encrypt,
            "case.passphrase": self.change_passphrase,
            "case.recovery-key": self.renew_recovery_key,
            "case.keyring": self.keep_in_keyring,
            "case.forget-key": self.forget_from_keyring,
            "case.destroy-key": self.destroy_key,
        }

    # Encrypting ------------------------------------------------------------------------------------------------

    def encrypt(self) -> None:
        """Asks for a passphrase and writes the whole case anew under it."""
        if self._is(encrypted=False):
            sheet = EncryptSheet(self._window.theme, self._window)
            sheet.filled.connect(self._encrypt)
            sheet.over()

    def _encrypt(self, passphrase: str, keyring: bool) -> None:
        """Encrypts the case that was open, and opens it again."""
        window, actor, folder = self._window, self._window.desk.actor, self._folder()

        def done(key: str) -> None:
            window.opening.open(folder, passphrase)
            window.unlocking.show_key(key)

        def failed(error: Exception) -> None:
            window.opening.open(folder)
            window.desk.fail(error)

        self._step_back(
            lambda: window.desk.begin(
                "Encrypting the case",
                lambda: _encrypted(folder, actor, passphrase, keyring),
                done,
                failed,
                lane="write",
            )
        )

    # Changing what opens it ------------------------------------------------------------------------------------

    def change_passphrase(self) -> None:
        """Asks for the present secret and another passphrase."""
        if not self._is(encrypted=True):
            return
        sheet, folder, actor = ChangePassphraseSheet(self._window.theme, self._window), self._folder(), self._actor

        def change(secret: str, new: str) -> None:
            self._try(
                sheet, secret, lambda: change_passphrase(folder, actor, secret, new), "The passphrase is changed.", new
            )

        sheet.filled.connect(change)
        sheet.over()

    def renew_recovery_key(self) -> None:
        """Asks for the secret and makes another recovery key, which is shown once."""
        words = "The recovery key that was shown before opens nothing any more; the passphrase stays as it is."
        folder, actor = self._folder, self._actor
        self._with_secret(
            "Make a new recovery key",
            words,
            "Make it",
            lambda secret: renew_recovery_key(folder(), actor, secret),
            "",
        )

    def keep_in_keyring(self) -> None:
        """Asks for the secret and leaves a key in this machine's keyring."""
        folder, actor = self._folder, self._actor
        self._with_secret(
            "Keep the key in the keyring",
            KEYRING,
            "Keep it",
            lambda secret: keep_in_keyring(folder(), actor, secret),
            "The keyring opens this case from now on.",
        )

    def forget_from_keyring(self) -> None:
        """Asks for the secret and takes the key out of the keyring."""
        folder, actor = self._folder, self._actor
        self._with_secret(
            "Take the key out of the keyring",
            "From now on the passphrase is asked for here too.",
            "Take it out",
            lambda secret: forget_from_keyring(folder(), actor, secret),
            "The keyring keeps no key of this case any more.",
        )

    def _with_secret(self, title: str, words: str, verb: str, change: Callable[[str], str | None], said: str) -> None:
        """Asks for the secret of the case and changes something with it."""
        if self._is(encrypted=True):
            sheet = SecretSheet(self._window.theme, title, words, verb, self._window)
            sheet.filled.connect(lambda secret: self._try(sheet, secret, lambda: change(secret), said, secret))
            sheet.over()

    def _try(self, sheet: Sheet, secret: str, change: Callable[[], str | None], said: str, opens: str) -> None:
        """Makes sure that a secret opens the case before the case steps back, then changes and opens it again."""
        window, folder, actor = self._window, self._folder(), self._actor

        def done(key: str | None) -> None:
            window.opening.open(folder, opens)
            window.foot.say(said)
            if key:
                window.unlocking.show_key(key)

        def failed(error: Exception) -> None:
            window.opening.open(folder, secret)
            window.desk.fail(error)

        def right(_: object) -> None:
            sheet.accept()
            self._step_back(lambda: window.desk.lanes.run(change, done, None, failed, lane="write"))

        window.desk.lanes.run(lambda: _tried(folder, actor, secret), right, None, lambda error: _said(sheet, error))

    # Destroying it ---------------------------------------------------------------------------------------------

    def destroy_key(self) -> None:
        """Asks for the title, authority, reason and secret, and destroys the key and with it the case."""
        case = self._window.desk.case
        if case is None or not self._is(encrypted=True):
            return
        window, folder, actor = self._window, self._folder(), self._actor
        sheet = DestroyKeySheet(window.theme, case.case.title, window)

        def failed(secret: str, error: Exception) -> None:
            window.opening.open(folder, secret)
            window.desk.fail(error)

        def destroyed(_: object) -> None:
            window.cases.refresh()
            window.foot.say("The key is destroyed, and the case with it. The statement lies in its folder.")

        def destroy(secret: str, authority: str, reason: str) -> None:
            def work() -> object:
                return destroy_key(folder, actor, secret, authority, reason)

            def right(_: object) -> None:
                sheet.accept()
                self._step_back(
                    lambda: window.desk.lanes.run(
                        work, destroyed, None, lambda error: failed(secret, error), lane="write"
                    )
                )

            window.desk.lanes.run(lambda: _tried(folder, actor, secret), right, None, lambda error: _said(sheet, error))

        sheet.filled.connect(destroy)
        sheet.over()

    # What they share -------------------------------------------------------------------------------------------

    @property
    def _actor(self) -> Actor:
        return self._window.desk.actor

    def _folder(self) -> Path:
        """The folder of the open case."""
        case = self._window.desk.case
        return case.folder if case is not None else Path()

    def _is(self, encrypted: bool) -> bool:
        """Tells whether the open case may be changed and is, or is not, encrypted; says so where it does not fit."""
        window, case = self._window, self._window.desk.case
        words = ""
        if case is None or case.read_only:
            words = "This case is open for reading only."
        elif case.encrypted is not encrypted:
            words = "This case is not encrypted." if encrypted else "This case is encrypted already."
        if words:
            window.foot.say(words)
        return not words

    def _step_back(self, then: Callable[[], object]) -> None:
        """Keeps what is being written, covers everything, and takes the case off the desk."""
        window = self._window
        window.viewer.seal()
        window.memo.keep()
        window.desk.step_back(then)


def _encrypted(folder: Path, actor: Actor, passphrase: str, keyring: bool) -> Job[str]:
    """Opens a case, encrypts it, and returns the recovery key; one that was not encrypted is closed as it was."""
    case = open_case(folder, actor)
    try:
        key = yield from encrypt(case, actor, passphrase, keyring)
    except BaseException:
        case.close()
        raise
    return key


def _tried(folder: Path, actor: Actor, secret: str) -> None:
    """Makes sure that a secret opens a case, beside the session that has it open."""
    open_case(folder, actor, read_only=True, secret=secret).close()


def _said(sheet: Sheet, error: Exception) -> None:
    """Says on the page why it could not be done."""
    if not isinstance(error, WorkbenchError):
        sheet.reject()
        raise error
    sheet.says_no(error.message, error.remedy)
