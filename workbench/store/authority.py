"""Time-stamp authorities (RFC 3161): asking one, and judging what it answered. Nothing is asked unless a person asks.

What an authority sends is untrusted: it is bounded, parsed strictly (DER), and accepted only where its signature
leads to the certificates that the person configured.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from workbench.errors import TimeStampError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_SECONDS = 20
_MOST_BYTES = 256 * 1024
_HASHES = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted answer says: when, by whom."""

    at: datetime
    authority: str


def request_for(note: bytes) -> bytes:
    """Makes a request (DER) to stamp a head's note; it carries only the digest, and a nonce of its own."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def nonce_of(request: bytes) -> int | None:
    """Reads the nonce of a request, None where it has none or is no request."""
    from rfc3161_client._rust import parse_timestamp_request

    try:
        nonce: int | None = parse_timestamp_request(request).nonce
    except ValueError:
        return None
    return nonce


def ask(url: str, request: bytes) -> bytes:
    """Sends a request to an authority and returns its answer; raises TimeStampError."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise TimeStampError("The address of the time-stamp authority is no web address.", "Look at the settings.")
    sent = Request(url, data=request, headers={"Content-Type": "application/timestamp-query"}, method="POST")
    try:
        with build_opener(_NoDetour).open(sent, timeout=_SECONDS) as answer:
            data: bytes = answer.read(_MOST_BYTES + 1)
    except (URLError, HTTPException, OSError, ValueError) as cause:
        raise TimeStampError(
            "The time-stamp authority could not be reached, or refused.",
            "Try again, or take the request to it as a file: timestamp CASE --request FILE.",
            type(cause).__name__,
        ) from cause
    if len(data) > _MOST_BYTES:
        raise TimeStampError("The time-stamp authority's answer is larger than any time stamp.")
    return data


class _NoDetour(HTTPRedirectHandler):
    """Follows no redirection: the request goes where the person said and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Declines."""


def imprint_of(response: bytes) -> tuple[str, bytes]:
    """Reads which digest an answer stamps: the name of the hash and its value; raises TimeStampError."""
    imprint = _parsed(response).tst_info.message_imprint
    name = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
    return name.get(imprint.hash_algorithm.dotted_string, ""), imprint.message


def stamps(response: bytes, note: bytes) -> bool:
    """Tells whether an answer is about these bytes; raises TimeStampError where it is no answer."""
    name, digest = imprint_of(response)
    return name in _HASHES and _HASHES[name](note).digest() == digest


def accepted(response: bytes, note: bytes, certificates: str, nonce: int | None = None) -> Accepted:
    """Judges an answer: granted, about these bytes, with this nonce, and signed under these certificates.

    Raises TimeStampError that says which of that does not hold.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    answer = _parsed(response)
    if not stamps(response, note):
        raise TimeStampError("The time stamp is not for this head.", "Make a new request and have that one answered.")
    chain = load_chain(certificates)
    try:
        leaf = _signer(answer, chain)
        embedded = bool(answer.signed_data.certificates)
        verifier = VerifierBuilder(tsa_certificate=None if embedded else leaf, roots=list(chain), nonce=nonce).build()
        name, _ = imprint_of(response)
        verifier.verify(answer, _HASHES[name](note).digest())
    except (VerificationError, ValueError, TypeError) as cause:
        words = "its nonce is not that of the request" if "Nonce" in str(cause) else "its signature does not hold"
        raise TimeStampError(
            f"The time stamp is refused: {words} under the certificates in your settings.",
            "Look whether they are those of this authority.",
            str(cause)[:120],
        ) from cause
    subject = leaf.subject.rfc4514_string() if leaf is not None else ""
    return Accepted(answer.tst_info.gen_time, subject)


def load_chain(certificates: str) -> tuple[Certificate, ...]:
    """Reads certificates in PEM; raises TimeStampError where there are none."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return tuple(load_pem_x509_certificates(certificates.encode()))
    except ValueError as cause:
        raise TimeStampError(
            "There are no certificates to check a time stamp with.",
            "Name a PEM file with those of the authority in the settings (timestamp_certificates).",
        ) from cause


def _parsed(response: bytes) -> TimeStampResponse:
    """Reads an answer; raises TimeStampError where it is none, or says no."""
    from rfc3161_client import decode_timestamp_response

    try:
        answer = decode_timestamp_response(response)
        # Only a granted answer holds a token, and reading of a missing one raises.
        if answer.status != 0:
            raise TimeStampError("The time-stamp authority refused the request.", "", f"status {answer.status}")
        _ = answer.tst_info, answer.signed_data
    except (ValueError, TypeError) as cause:
        raise TimeStampError("This is no time-stamp response.", "", type(cause).__name__) from cause
    return answer


def _signer(answer: TimeStampResponse, chain: tuple[Certificate, ...]) -> Certificate | None:
    """Finds the certificate that signed, in the answer or among those that were configured."""
    from cryptography.x509 import load_der_x509_certificate

    known = [*(load_der_x509_certificate(bytes(data)) for data in answer.signed_data.certificates), *chain]
    for signer in answer.signed_data.signer_infos:
        for certificate in known:
            if (certificate.issuer, certificate.serial_number) == (signer.issuer, signer.serial_number):
                return certificate
    return None
