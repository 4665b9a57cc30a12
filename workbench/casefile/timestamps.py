"""A head of the ledger as an outside authority stamped it (RFC 3161)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """One time-stamp response for one head: ``token`` is the DER of the whole response, ``at`` the authority's time.

    ``certificates`` are those (PEM) under which it was accepted, so that it can be checked again on any machine.
    """

    size: int
    root: str
    authority: str
    at: datetime
    token: bytes
    certificates: str = ""
