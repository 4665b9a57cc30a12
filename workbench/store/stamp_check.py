"""The check of the time stamps that a case keeps: each again for the head it was made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.casefile.custody import FaultKind, Head
from workbench.casefile.timestamps import TimeStamp
from workbench.errors import WorkbenchError
from workbench.store.authority import accepted
from workbench.store.findings import UNTRUE, Findings
from workbench.store.rows import value_from

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check_stamps(connection: Connection, found: Findings) -> None:
    """Holds every kept time stamp against the head it names, and its signature against its certificates."""
    rows = connection.exec_driver_sql(
        "SELECT time_stamp.key, time_stamp.body, head.body FROM time_stamp LEFT JOIN head ON head.size = time_stamp.key"
    )
    for key, body, head_body in rows:
        try:
            words = _wrong(value_from(body, TimeStamp), None if head_body is None else value_from(head_body, Head))
        except WorkbenchError as cause:
            words = cause.message
        except (TypeError, ValueError):
            words = "it cannot be read"
        if words:
            found.fault(FaultKind.TIME_STAMP, f"time stamp of head {key}", words, UNTRUE)


def _wrong(stamp: TimeStamp, head: Head | None) -> str:
    """Says what is wrong with a time stamp, nothing where it holds; raises TimeStampError where it is refused."""
    if head is None:
        return "the signed head that it was made for is missing"
    if (head.size, head.root) != (stamp.size, stamp.root):
        return "the head that it was made for is another one"
    if accepted(stamp.token, head.note(), stamp.certificates).at != stamp.at:
        return "it was made at another time than its record says"
    return ""
