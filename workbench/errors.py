"""What can go wrong, in words a user can act on.

::

    WorkbenchError
    ├── UsageError                 the words of a command are off
    ├── CaseError
    │   ├── NotACase               the folder holds no case
    │   ├── CaseExists             a new case would land on something that is there
    │   ├── CaseIsNewer            the case was written by a newer version
    │   ├── CaseReadOnly           this session may read the case and not change it
    │   ├── CaseDamaged            the store or its ledger does not hold together
    │   ├── CaseLocked             the case is encrypted and no secret was given
    │   │   └── WrongSecret        the passphrase or recovery key does not open it
    │   ├── KeyDamaged             the file that holds the wrapped key is missing, cut or changed
    │   ├── CaseDestroyed          the key of the case was destroyed on somebody's authority
    │   ├── CaseUnreachable        the folder of an open case is gone, or its medium was pulled out
    │   ├── NoSuchItem             no exhibit, section, citation ... under that name
    │   └── NotHeld                the case knows the exhibit and does not have its bytes
    ├── OnHold                     a legal hold forbids it
    ├── AcquisitionError           one item cannot come in (mostly met as a Refusal)
    │   └── SourceChanged          the source changed while it was read
    ├── NotUnpacked                a container cannot be opened, or breaks a limit
    ├── TimeStampError             no time stamp could be had, or it does not fit
    ├── StorageFull                the disk has no room left
    ├── MediaError
    │   ├── NotDecodable           the bytes cannot be shown; they stay stored
    │   ├── DecoderKilled          the decoder broke a rule or a limit and was ended
    │   ├── SandboxUnavailable     this machine cannot confine the decoder
    │   └── AidMissing             a reading aid is an extra, and is not installed
    ├── RevealRefused              the rules do not allow this look
    ├── PolicyError
    │   ├── NoSuchPolicy           no policy, version or section under that name
    │   └── QuoteNotFound          the quoted words do not stand in that section
    ├── MemoError                  the memo cannot be made or written
    ├── NotWritten                 a file that was to leave the case cannot be written
    ├── NothingToUndo              no entry can be undone
    └── Cancelled                  the person stopped a long job
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """A failure that a person can understand and act on.

    ``message`` says what happened, ``remedy`` what can be done now, and ``detail`` is for the log: never
    evidence content, never a name from the case.
    """

    def __init__(self, message: str, remedy: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(WorkbenchError):
    """The words of a command are off."""


class CaseError(WorkbenchError):
    """Something is wrong with a case as a whole."""


class NotACase(CaseError):
    """The folder holds no case."""


class CaseExists(CaseError):
    """A new case would land on something that is already there."""


class CaseIsNewer(CaseError):
    """The case was written by a newer version of the program."""


class CaseReadOnly(CaseError):
    """This session may read the case and not change it."""


class CaseDamaged(CaseError):
    """The store or its ledger does not hold together."""


class CaseLocked(CaseError):
    """The case is encrypted, and neither passphrase nor recovery key was given."""


class WrongSecret(CaseLocked):
    """The passphrase or recovery key does not open the case."""


class KeyDamaged(CaseError):
    """The file that holds the wrapped key of an encrypted case is missing, cut short or changed."""


class CaseDestroyed(CaseError):
    """The key of an encrypted case was destroyed, and with it the case."""


class CaseUnreachable(CaseError):
    """The folder of an open case is gone, was moved, or lies on a medium that was pulled out."""


class NoSuchItem(CaseError):
    """Nothing in the case has that name."""


class NotHeld(CaseError):
    """The case knows the exhibit and does not have its bytes: a reference, or destroyed."""


class OnHold(WorkbenchError):
    """A legal hold forbids the act until it is lifted."""


class AcquisitionError(WorkbenchError):
    """One item cannot come in."""


class SourceChanged(AcquisitionError):
    """The source changed while it was read."""


class NotUnpacked(WorkbenchError):
    """A container cannot be opened, or breaks a limit; it stays stored whole."""


class TimeStampError(WorkbenchError):
    """No time stamp could be had, or it does not fit the head it is for."""


class StorageFull(WorkbenchError):
    """The disk has no room left."""


class MediaError(WorkbenchError):
    """An item's bytes could not be shown."""


class NotDecodable(MediaError):
    """The bytes cannot be shown; they stay stored as they came."""


class DecoderKilled(MediaError):
    """The decoder broke a rule or a limit and was ended."""


class SandboxUnavailable(MediaError):
    """This machine cannot confine the decoder, so nothing is decoded."""


class AidMissing(MediaError):
    """A reading aid comes in packages of its own, and they are not installed."""


class RevealRefused(WorkbenchError):
    """The rules of exposure do not allow this look."""


class PolicyError(WorkbenchError):
    """Something is wrong with a policy or a quotation from it."""


class NoSuchPolicy(PolicyError):
    """No policy, version or section has that name."""


class QuoteNotFound(PolicyError):
    """The quoted words do not stand in that section."""


class MemoError(WorkbenchError):
    """The memo cannot be made or written."""


class NotWritten(WorkbenchError):
    """A file that was to leave the case cannot be written, or something is in its place."""


class NothingToUndo(WorkbenchError):
    """No entry can be undone."""


class Cancelled(WorkbenchError):
    """The person stopped a long job."""
