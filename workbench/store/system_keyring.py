"""The keyring of the desktop session, where a person may leave the key of a case; many machines have none."""

from __future__ import annotations

import os

from workbench.errors import WorkbenchError

_SERVICE = "investigation-workbench"
_BYTES = 32


class NoKeyring(WorkbenchError):
    """This machine offers no keyring that works."""


def keep(id: str) -> bytes:
    """Draws a secret and leaves it in the keyring under the name of a key file; raises NoKeyring."""
    secret = os.urandom(_BYTES)
    try:
        import keyring

        keyring.set_password(_SERVICE, id, secret.hex())
        found = keyring.get_password(_SERVICE, id)
    except Exception as cause:  # Each desktop's keyring raises errors of its own.
        raise _none(cause) from cause
    if found != secret.hex():
        raise _none(None)
    return secret


def kept(id: str) -> bytes | None:
    """Reads what was left in the keyring; None where there is nothing, or no keyring."""
    try:
        import keyring

        found = keyring.get_password(_SERVICE, id)
        return bytes.fromhex(found) if found else None
    except Exception:  # Then the passphrase is asked for.
        return None


def forget(id: str) -> bool:
    """Takes a secret out of the keyring; tells whether it is surely gone."""
    try:
        import keyring

        if keyring.get_password(_SERVICE, id) is not None:
            keyring.delete_password(_SERVICE, id)
        return keyring.get_password(_SERVICE, id) is None
    except Exception:  # The wrap in the key file goes all the same, and with it the use of what is left.
        return False


def _none(cause: Exception | None) -> NoKeyring:
    """Says that no keyring works here."""
    return NoKeyring(
        "This machine offers no keyring that works, so the passphrase is asked for each time.",
        "Install and unlock the keyring of your desktop (on Linux a Secret Service such as gnome-keyring).",
        type(cause).__name__ if cause else "",
    )
