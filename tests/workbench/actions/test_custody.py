"""Heads are stamped by an authority on this machine, proofs are made for memos, and heads are kept elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from workbench import settings
from workbench.actions import custody
from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, open_case, seal
from workbench.actions.decisions import decide
from workbench.actions.exhibits import exhibit, set_sensitivity
from workbench.casefile.custody import FaultKind, heads_from
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import RATE
from workbench.errors import NoSuchItem, TimeStampError
from workbench.jobs import finish

_CONFIG = """
[tsa]
dir = .
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
crypto_device = builtin
certs = ./tsa.pem
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
basicConstraints = CA:FALSE
"""


@pytest.fixture(scope="session")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Makes an authority: its keys, its certificate, and the one that signed that."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, so no test authority can be made")
    place = tmp_path_factory.mktemp("tsa")
    (place / "tsa.cnf").write_text(_CONFIG)
    (place / "serial").write_text("01")
    for words in (
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=Test-CA",
        "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Test-Authority",
        "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 30"
        " -extfile tsa.cnf -extensions ext",
    ):
        subprocess.run(["openssl", *words.split()], cwd=place, check=True, capture_output=True)
    (place / "chain.pem").write_text((place / "tsa.pem").read_text() + (place / "ca.pem").read_text())
    return place


def _answer(tsa: Path, request: bytes) -> bytes:
    (tsa / "request.tsq").write_bytes(request)
    words = (
        "ts -reply -config tsa.cnf -section tsa -queryfile request.tsq -signer tsa.pem -inkey tsa.key -out answer.tsr"
    )
    subprocess.run(["openssl", *words.split()], cwd=tsa, check=True, capture_output=True)
    return (tsa / "answer.tsr").read_bytes()


@pytest.fixture
def serve(tsa: Path) -> Iterator[Callable[[Callable[[bytes], bytes]], str]]:
    """Runs an authority on loopback that answers in a given way, and gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[bytes], bytes]) -> str:
        class _Authority(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                data = answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), _Authority)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _configure(url: str, certificates: Path) -> None:
    settings.save(replace(settings.load(), timestamp_authority=url, timestamp_certificates=str(certificates)))


def test_an_authority_stamps_the_head_and_the_check_holds_the_stamp(
    empty: OpenCase, actor: Actor, tsa: Path, serve: Callable[[Callable[[bytes], bytes]], str]
) -> None:
    _configure(serve(lambda request: _answer(tsa, request)), tsa / "chain.pem")
    before = custody.head(empty)
    stamp = custody.time_stamp(empty, actor)
    assert (stamp.size, stamp.root, stamp.authority) == (before.size, before.root, "CN=Test-Authority")
    assert custody.time_stamps(empty) == (stamp,)
    assert finish(custody.verify(empty)).clean
    spoilt = replace(stamp, token=stamp.token[:-9] + bytes([stamp.token[-9] ^ 1]) + stamp.token[-8:])
    with empty.write(actor, RATE, "Pretend") as work:
        work.put(spoilt)
    assert [fault.kind for fault in finish(custody.verify(empty)).faults] == [FaultKind.TIME_STAMP]


def test_a_request_goes_out_and_its_answer_comes_back_by_file(empty: OpenCase, actor: Actor, tsa: Path) -> None:
    _configure("", tsa / "chain.pem")
    answer = _answer(tsa, custody.time_stamp_request(empty))
    with empty.write(actor, RATE, "Go on") as work:
        work.put(replace(empty.case, title="Another"))
    stamp = custody.take_time_stamp(empty, actor, answer)
    assert stamp.size == custody.head(empty).size - 2
    assert finish(custody.verify(empty)).clean


def test_what_an_authority_may_not_answer_is_refused(
    empty: OpenCase, actor: Actor, tsa: Path, serve: Callable[[Callable[[bytes], bytes]], str]
) -> None:
    old = _answer(tsa, custody.time_stamp_request(empty))
    for answer in (lambda _: old, lambda _: b"", lambda _: b"x" * 400_000, lambda _: old[:-20]):
        _configure(serve(answer), tsa / "chain.pem")
        with pytest.raises(TimeStampError):
            custody.time_stamp(empty, actor)
    other = tsa / "ca-other.pem"
    words = f"req -x509 -newkey rsa:2048 -nodes -keyout o.key -out {other} -days 30 -subj /CN=Other"
    subprocess.run(["openssl", *words.split()], cwd=tsa, check=True, capture_output=True)
    _configure("", other)
    with pytest.raises(TimeStampError, match="signature"):
        custody.take_time_stamp(empty, actor, _answer(tsa, custody.time_stamp_request(empty)))
    assert custody.time_stamps(empty) == ()


def test_without_an_authority_nothing_is_asked(empty: OpenCase, actor: Actor) -> None:
    with pytest.raises(TimeStampError, match="configured"):
        custody.time_stamp(empty, actor)


def test_a_memo_can_carry_the_proof_of_its_determinations(case: OpenCase, actor: Actor) -> None:
    for number in (2, 1):
        decide(case, actor, number, Judgement.VIOLATING, rationale="Plain to see.")
    decide(case, actor, 2, Judgement.CLEAR, rationale="On second thought.")
    proof = custody.memo_proof(case)
    newest = custody.head(case).size
    assert proof.holds and proof.determinations == {"EX-0001": newest - 1, "EX-0002": newest}
    assert [entry.number for entry in proof.entries] == [newest - 1, newest]


def test_proofs_are_made_for_what_is_there(case: OpenCase, actor: Actor) -> None:
    size = custody.head(case).size
    assert custody.inclusion(case, 1).holds and custody.inclusion(case, size).holds
    older = custody.head(case)
    set_sensitivity(case, actor, [1], Sensitivity.SEVERE)
    grown = custody.consistency(case, older.size)
    assert grown.holds and (grown.old_root, grown.root) == (older.root, custody.head(case).root)
    for number in (0, size + 5):
        with pytest.raises(NoSuchItem):
            custody.inclusion(case, number)
        with pytest.raises(NoSuchItem):
            custody.consistency(case, number)


def test_heads_are_kept_elsewhere_and_read_back(empty: OpenCase, actor: Actor) -> None:
    head = seal(empty)
    text = custody.export_heads(empty)
    kept = heads_from("# from the safe\n\n" + text)
    assert [(one.size, one.root, one.key) for one in kept] == [(head.size, head.root, head.key)]
    assert finish(custody.verify(empty, kept)).clean
    assert not finish(custody.verify(empty, [replace(kept[0], root="ab" * 32)])).clean
    with pytest.raises(ValueError, match="no head"):
        heads_from("nonsense")


def test_a_long_session_leaves_heads_on_its_way(empty: OpenCase, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.actions.cases._HEAD_EVERY", 16)
    while custody.head(empty).size < 16:
        with empty.write(actor, RATE, "Go on") as work:
            work.put(replace(empty.case, title=f"Title {custody.head(empty).size}"))
    assert [head.size for head in custody.heads(empty)] == [16]
    folder = empty.folder
    empty.close()
    with open_case(folder, actor, read_only=True) as again:
        found = finish(custody.verify(again, since_head=True))
        assert found.clean and found.since == 16 and "seen outside" in found.notes[0].detail


def test_a_clock_that_went_back_is_a_note_and_no_fault(
    empty: OpenCase, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr("workbench.store.ledger.now", lambda: datetime(2001, 1, 1, tzinfo=UTC))
    with empty.write(actor, RATE, "Go on") as work:
        work.put(replace(empty.case, title="Earlier"))
    found = finish(custody.verify(empty))
    assert found.clean and "clock" in found.notes[0].detail


def test_a_pack_that_no_longer_says_what_it_holds_is_named(empty: OpenCase, actor: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.txt").write_text(f"words {number}")
    finish(acquire(empty, actor, [folder]))
    (pack,) = (empty.folder / "packs").glob("*.pack")
    digest = exhibit(empty, 7).digest
    whole = pack.read_bytes()
    at = whole.index(digest.encode())
    pack.chmod(0o644)
    pack.write_bytes(whole[:at] + b"0000" + whole[at + 4 :])
    (fault,) = finish(custody.verify(empty)).faults
    assert fault.kind is FaultKind.PACK_CHANGED and digest[:16] in fault.subject and "whole" in fault.detail
    pack.write_bytes(whole)
    assert finish(custody.verify(empty)).clean
