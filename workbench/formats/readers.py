"""Which reader opens which kind of container: the one list that the confined readers and the actions share."""

from __future__ import annotations

from workbench.formats.archives import read_packed, read_tar
from workbench.formats.chat_kinds import META, SIGNAL, TELEGRAM, WHATSAPP
from workbench.formats.instagram import read_meta_chat
from workbench.formats.mail import read_mail, read_mailbox
from workbench.formats.members import Reader
from workbench.formats.mhtml import read_mhtml
from workbench.formats.outlook import read_outlook
from workbench.formats.portable_documents import read_pdf
from workbench.formats.telegram import read_telegram
from workbench.formats.web_archives import read_wacz, read_web_archive
from workbench.formats.whatsapp import read_lines_chat
from workbench.formats.zip_archives import read_zip

READERS: dict[str, Reader] = {
    "application/zip": read_zip,
    "application/x-tar": read_tar,
    "application/gzip": read_packed,
    "application/x-bzip2": read_packed,
    "application/x-xz": read_packed,
    "application/warc": read_web_archive,
    "application/x-internet-archive": read_web_archive,
    "application/wacz": read_wacz,
    "multipart/related": read_mhtml,
    "application/pdf": read_pdf,
    "message/rfc822": read_mail,
    "application/mbox": read_mailbox,
    "application/vnd.ms-outlook": read_outlook,
    WHATSAPP: read_lines_chat,
    SIGNAL: read_lines_chat,
    TELEGRAM: read_telegram,
    META: read_meta_chat,
}
_ZIPPED = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")


def reader_for(media_type: str, name: str) -> Reader | None:
    """Finds the reader for a kind of file, None where it is no container that is read here.

    ``name`` parts kinds that look alike, and is otherwise not believed.
    """
    if media_type.startswith(_ZIPPED) or media_type.endswith("+zip"):
        return read_zip
    return READERS.get(media_type)
