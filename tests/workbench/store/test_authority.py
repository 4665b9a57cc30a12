"""Answers of real time-stamp authorities are accepted or refused as they should be, and none crashes the reader."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from workbench.errors import TimeStampError
from workbench.store.authority import accepted, ask, imprint_of, nonce_of, request_for, stamps


def _pem(path: Path) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_der_x509_certificate

    data = path.read_bytes()
    if data.startswith(b"-----"):
        return data.decode()
    return load_der_x509_certificate(data).public_bytes(Encoding.PEM).decode()


@pytest.fixture
def vectors(shared_data: Path) -> Path:
    """Returns the folder of published answers."""
    return shared_data / "conformance" / "rfc3161"


def _judge(path: Path, chain: Path, monkeypatch: pytest.MonkeyPatch, nonce: int | None = None) -> str:
    """Judges an answer whose stamped bytes are not at hand: only their digest is known, from the answer itself."""
    response = path.read_bytes()
    name, digest = imprint_of(response)

    class _Known:
        def __init__(self, data: bytes) -> None:
            assert data == b"unknown"

        def digest(self) -> bytes:
            return digest

    monkeypatch.setattr("workbench.store.authority._HASHES", {name: _Known})
    return accepted(response, b"unknown", _pem(chain), nonce).authority


@pytest.mark.parametrize(
    ("folder", "answer"),
    [
        ("sigstage", "response-sha256.tsr"),
        ("sigstage", "response-sha384.tsr"),
        ("sigstage", "response-sha512.tsr"),
        ("sigstage", "response-no-embedded-cert.tsr"),
        ("test_tsa", "response.tsr"),
        # Its certificate has expired since, and held at the time that it states.
        ("sigstore.mock", "response-expired.tsr"),
    ],
)
def test_sound_answers_are_accepted(folder: str, answer: str, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _judge(vectors / folder / answer, vectors / folder / "ts_chain.pem", monkeypatch)


@pytest.mark.parametrize(
    ("folder", "answer", "chain"),
    [
        ("sigstage", "response-invalid-signature.tsr", "sigstage"),
        ("sigstage", "response-sha256.tsr", "test_tsa"),
        ("test_tsa", "other_response.tsr", "test_tsa"),
        ("sigstore.mock", "response-expired.tsr", "sigstage"),
        ("test_tsa", "response.tsr", "sigstage"),
    ],
)
def test_forged_and_foreign_answers_are_refused(
    folder: str, answer: str, chain: str, vectors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TimeStampError):
        _judge(vectors / folder / answer, vectors / chain / "ts_chain.pem", monkeypatch)


def test_an_answer_to_another_request_is_refused(vectors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = vectors / "test_tsa"
    nonce = nonce_of((place / "request.der").read_bytes())
    assert nonce is not None
    assert _judge(place / "response.tsr", place / "ts_chain.pem", monkeypatch, nonce)
    with pytest.raises(TimeStampError, match="nonce"):
        _judge(place / "response.tsr", place / "ts_chain.pem", monkeypatch, nonce + 1)


def test_no_answer_is_about_bytes_that_it_does_not_stamp(vectors: Path) -> None:
    for path in vectors.rglob("*.tsr"):
        assert not stamps(path.read_bytes(), b"something else")


def test_spoilt_answers_are_refused_and_crash_nothing(vectors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = (vectors / "test_tsa" / "response.tsr").read_bytes()
    chain = _pem(vectors / "test_tsa" / "ts_chain.pem")
    generator = random.Random(3161)
    for _ in range(150):
        data = bytearray(sound)
        data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        with pytest.raises(TimeStampError):
            accepted(bytes(data[: generator.randrange(len(data))]), b"note", chain)
        with pytest.raises(TimeStampError):
            accepted(bytes(data), b"note", chain)


def test_a_request_holds_the_digest_and_a_nonce_and_nothing_of_the_case() -> None:
    one, two = request_for(b"workbench-log/v1 secret"), request_for(b"workbench-log/v1 secret")
    assert nonce_of(one) != nonce_of(two) and b"secret" not in one
    assert nonce_of(b"no request") is None


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "nothing", "http://127.0.0.1:9/"])
def test_only_a_reachable_web_address_is_asked(url: str) -> None:
    with pytest.raises(TimeStampError):
        ask(url, b"x")
