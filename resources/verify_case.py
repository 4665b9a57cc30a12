#!/usr/bin/env python3
"""Checks a case folder of the Investigation Workbench without the Investigation Workbench.

One file, Python's standard library (3.9 or newer), and ``openssl`` for signatures; no code of the program::

    python3 verify_case.py CASE [--head 41:9f3c...]... [--memo memo.json] [--json]

It recomputes the chain of entries, the Merkle log (RFC 6962), every signed head (Ed25519), every record and original.
Without a head seen elsewhere, by --head or --memo, nobody can tell from a folder that it is an older copy, that its end
was cut off with its heads, or that somebody with the key wrote its history anew.
Exit status: 0 clean, 2 wrong use, 3 not as the ledger says, or not checkable.
"""

import argparse
import contextlib
import hashlib
import html
import json
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ED25519_DER = bytes.fromhex("302a300506032b6570032100")
PACK_HEADER = struct.Struct(">8sHQI")


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def push(stack, leaf):
    """Adds a leaf to the roots of the full subtrees, each kept with its number of leaves."""
    width = 1
    while stack and stack[-1][0] == width:
        leaf = node_hash(stack.pop()[1], leaf)
        width *= 2
    stack.append((width, leaf))


def root_of(stack):
    root = stack[-1][1] if stack else hashlib.sha256(b"").digest()
    for _, left in reversed(stack[:-1]):
        root = node_hash(left, root)
    return root.hex()


def label(number):
    """EX-0004.2: the exhibit in the low 20 bits, the child in the next 17, the grandchild above."""
    first, *rest = number & 0xFFFFF, number >> 20 & 0x1FFFF, number >> 37
    return ".".join([f"EX-{first:04d}", *(str(part) for part in rest if part)])


def item(kind, key):
    if kind in ("exhibit", "preview", "determination", "extract", "tombstone") and str(key).isdigit():
        return f"{kind} of {label(int(key))}".replace("exhibit of ", "")
    return f"{kind.replace('_', ' ')} {str(key)[:36]}"


class Check:
    """One check of one case: what was found, and what could not be looked at."""

    def __init__(self, folder, heads):
        self.folder, self.outside = folder, heads
        self.faults, self.notes, self.states = [], [], {}
        self.roots, self.leaves, self.stack, self.size, self.last = {}, {}, [], 0, "0" * 64

    def fault(self, kind, subject, detail):
        self.faults.append({"kind": kind, "subject": subject, "detail": detail})

    def run(self, proof):
        if (self.folder / "key.json").exists() or (self.folder / "sealed").is_dir():
            return self.fault("not checkable", "case", "it is encrypted: only the program can check it")
        if not (self.folder / "case.sqlite3").is_file():
            return self.fault("not checkable", "case", "the folder holds no case.sqlite3")
        try:
            with contextlib.closing(self.open()) as store:
                heads = self.check_entries(store, proof)
                self.check_heads(heads)
                self.check_end(store, heads)
                self.check_rows(store)
                exhibits = [json.loads(body) for (body,) in store.execute("SELECT CAST(body AS BLOB) FROM exhibit")]
        except (sqlite3.Error, ValueError, KeyError, TypeError) as cause:
            return self.fault("store unreadable", "store", f"it cannot be read to its end ({type(cause).__name__})")
        self.check_originals(exhibits)
        return self.check_proof(proof) if proof else None

    def open(self):
        """Opens the store so that nothing is written, and steps that were not folded in yet are read too."""
        path, wal = self.folder / "case.sqlite3", self.folder / "case.sqlite3-wal"
        mode = "mode=ro" if wal.exists() and wal.stat().st_size else "immutable=1"
        store = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
        store.text_factory = lambda data: data.decode("utf-8", "replace")
        return store

    def check_entries(self, store, proof):
        """The chain, the log, and what becomes of each record; gives the signed heads."""
        heads = dict(self.read_heads(store))
        wanted = {*heads, *(size for size, _ in self.outside), *((proof["size"],) if proof else ())}
        cited = {entry["number"] for entry in proof["entries"]} if proof else set()
        expected, moment = 1, ""
        for number, stored, body in store.execute("SELECT number, digest, CAST(body AS BLOB) FROM entry ORDER BY 1"):
            name, digest = f"entry {number}", hashlib.sha256(body).hexdigest()
            if number > expected:
                gone = f"entry {expected}" if number == expected + 1 else f"entries {expected} to {number - 1}"
                self.fault("entry missing", gone, "removed from the ledger")
            if digest != stored:
                self.fault("entry changed", name, "its bytes were changed after it was written")
            try:
                entry = json.loads(body)
                self.follow(entry, number, name)
                if entry["at"] < moment:
                    self.notes.append(f"{name}: the clock went back")
                moment = entry["at"]
            except (ValueError, KeyError, TypeError):
                self.fault("entry changed", name, "it cannot be read")
            self.last, expected = digest, number + 1
            self.size, leaf = self.size + 1, hashlib.sha256(b"\x00" + body).digest()
            push(self.stack, leaf)
            if self.size in wanted:
                self.roots[self.size] = root_of(self.stack)
            if self.size in cited:
                self.leaves[self.size] = leaf.hex()
        return heads

    def read_heads(self, store):
        for size, body in store.execute("SELECT size, CAST(body AS BLOB) FROM head ORDER BY size"):
            try:
                yield size, json.loads(body)
            except ValueError:
                self.fault("signature", f"head {size}", "it cannot be read")

    def follow(self, entry, number, name):
        if entry["n"] != number:
            self.fault("entry misplaced", name, f"it was written as entry {entry['n']}")
        if entry["previous"] != self.last:
            self.fault("entry misplaced", name, "it does not follow the entry before it")
        for kind, key, before, after in entry["changes"]:
            if self.states.get((kind, key)) != before:
                self.fault("entry misplaced", name, "it changes a record from a state that it never had")
            self.states[kind, key] = after

    def check_heads(self, heads):
        """Signatures, and every head, kept or seen, against the log at its size."""
        openssl = shutil.which("openssl")
        if heads and not openssl:
            self.notes.append("heads: openssl is not installed, so no signature was checked")
        for size, head in heads.items():
            if openssl and not signature_holds(openssl, head):
                self.fault("signature", f"head {size}", "its signature does not hold")
            elif size in self.roots and head["root"] != self.roots[size]:
                self.fault("rewritten", f"head {size}", "the ledger is not the one that was signed")
        for size, root in self.outside:
            if size in self.roots and root != self.roots[size]:
                self.fault("rewritten", f"head {size}", "this is not the history that was seen before")

    def check_end(self, store, heads):
        row = store.execute("SELECT size, last, roots FROM log").fetchone() or (0, "", b"")
        agrees = row == (self.size, self.last, b"".join(root for _, root in self.stack))
        if not agrees:
            self.fault("ledger state", "ledger", "its recorded end is not where the entries end")
        inside = max([*heads, 0 if agrees else row[0]])
        outside = max([size for size, _ in self.outside], default=0)
        if inside > self.size:
            self.fault("tail cut", "ledger", f"{inside - self.size} entries are missing at its end")
        elif outside > self.size:
            words = f"a history of {outside} entries was seen: this is an older copy, or its end was cut off"
            self.fault("older copy" if agrees else "tail cut", "ledger", words)

    def check_rows(self, store):
        """Every record of every kind against its last state; a kind is a table with a key and a body."""
        unmet = {place: digest for place, digest in self.states.items() if digest is not None}
        for (kind,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            # A table of the search index may need a module that this Python's SQLite lacks; it holds no record.
            with contextlib.suppress(sqlite3.OperationalError):
                columns = [row[1] for row in store.execute(f'PRAGMA table_info("{kind}")')]
                if columns[:1] != ["key"] or columns[-1:] != ["body"]:
                    continue
                for key, body in store.execute(f'SELECT key, CAST(body AS BLOB) FROM "{kind}"'):
                    expected = unmet.pop((kind, str(key)), None)
                    if expected is None:
                        self.fault("record unknown", item(kind, key), "no entry of the ledger knows this record")
                    elif hashlib.sha256(body).hexdigest() != expected:
                        self.fault("record changed", item(kind, key), "it was changed outside the program")
        for kind, key in unmet:
            self.fault("record missing", item(kind, key), "the record is missing")
        spoilt = any(fault["kind"].startswith("record") for fault in self.faults)
        for fault in self.faults:
            if spoilt and fault["kind"] == "older copy":
                fault["kind"], fault["detail"] = "tail cut", "its end was cut off; records it made are still there"

    def check_originals(self, exhibits):
        """Every original that should be there, hashed; what was destroyed; what lies there besides."""
        files = {path.name: path for path in (self.folder / "originals").glob("*/*")}
        packed = dict(read_packs(self.folder / "packs"))
        held = {one["digest"]: label(one["number"]) for one in exhibits if one.get("holding", "held") == "held"}
        for exhibit in exhibits:
            name, digest = label(exhibit["number"]), exhibit["digest"]
            if exhibit.get("holding") == "destroyed" and (digest in files or digest in packed) and digest not in held:
                self.fault("not destroyed", name, "it was destroyed, and its bytes are still there")
            now, size = digest_of(files[digest]) if digest in files else packed.get(digest, ("", 0))
            if exhibit.get("holding", "held") != "held" or now == digest:
                continue
            if not now:
                self.fault("original missing", name, "its original is missing")
            elif now in held:
                self.fault("original swapped", name, f"in its place lie the bytes of {held[now]}")
            elif size != exhibit["size"]:
                self.fault("original resized", name, f"{size} bytes instead of {exhibit['size']}")
            else:
                self.fault("original changed", name, "its original is not the bytes that were acquired")
        known = {exhibit["digest"] for exhibit in exhibits if exhibit.get("holding") != "reference"}
        for name in sorted(set(files) - known):
            if digest_of(files[name])[0] == name:
                self.notes.append(f"file {name[:16]}: an original that no entry knows")
            else:
                self.fault("original unknown", f"file {name[:64]}", "no entry of the ledger knows it")

    def check_proof(self, proof):
        """A memo's proof, against the whole log as it lies here: its head, and each entry that it cites."""
        if self.roots.get(proof["size"]) != proof["root"]:
            self.fault("rewritten", f"head {proof['size']}", "the memo's head is not in this history")
        for entry in proof["entries"]:
            if self.leaves.get(entry["number"]) != entry["leaf"] or entry["number"] > proof["size"]:
                self.fault("proof", f"entry {entry['number']}", "it is not the entry that the memo proves")


def signature_holds(openssl, head):
    """Has openssl check one head's signature against the key that the head names."""
    at = head["at"].replace("Z", "+00:00")
    note = f"workbench-log/v1\n{head['case']}\n{head['size']}\n{head['root']}\n{at}\n".encode()
    with contextlib.suppress(ValueError), tempfile.TemporaryDirectory() as place:
        parts = {"key": ED25519_DER + bytes.fromhex(head["key"]), "sig": bytes.fromhex(head["signature"]), "note": note}
        _ = [Path(place, name).write_bytes(data) for name, data in parts.items()]
        words = ("-verify", "-pubin", "-keyform", "DER", "-inkey", "key", "-rawin", "-in", "note", "-sigfile", "sig")
        ran = subprocess.run([openssl, "pkeyutl", *words], cwd=place, capture_output=True, check=False)
        return ran.returncode == 0
    return False


def digest_of(path):
    hasher = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            hasher.update(piece)
        return hasher.hexdigest(), file.tell()


def read_packs(folder):
    """Walks the packs: the name of each object, the digest of its payload as it is now, and its size."""
    for path in sorted(folder.glob("*.pack")):
        data = path.read_bytes()
        at = data.find(b"\x89object\n")
        while at >= 0 and at + PACK_HEADER.size <= len(data):
            _, words, length, _ = PACK_HEADER.unpack_from(data, at)
            start = at + PACK_HEADER.size + words
            name = data[at + PACK_HEADER.size : start].decode("ascii", "replace")
            if name.strip("\0"):
                payload = data[start : start + length]
                yield name, (hashlib.sha256(payload).hexdigest(), len(payload))
            at = data.find(b"\x89object\n", start + length)


def read_proof(name):
    """The proof in a memo: a field of its JSON, or the last line of JSON that a memo of words carries."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        text = Path(name).read_text("utf-8")
        if text[:1] != "{":
            text = '{"memo_proof"' + html.unescape(text).rpartition('{"memo_proof"')[2].split("\n")[0]
        document = json.loads(text)
        proof = document.get("memo_proof") or document.get("proof") or document
        if {"size", "root", "entries"} <= proof.keys():
            return proof
    raise argparse.ArgumentTypeError(f"{name} carries no proof that can be read")


def main():
    parser = argparse.ArgumentParser(description="Checks a case folder against its ledger, without the program.")
    parser.add_argument("case", type=Path)
    parser.add_argument("--head", action="append", default=[], metavar="SIZE:ROOT", help="a head seen elsewhere")
    parser.add_argument("--memo", "--proof", type=read_proof, metavar="FILE", help="a memo, or its memo.json")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    heads = [(int(size), root) for size, _, root in (text.lower().partition(":") for text in arguments.head)]
    check = Check(arguments.case, heads)
    check.run(arguments.memo)
    words = [f"{fault['kind']}: {fault['subject']}: {fault['detail']}" for fault in check.faults]
    words.extend(f"note: {note}" for note in check.notes)
    words.append("NOT as the ledger says." if check.faults else f"Clean: head {check.size}:{root_of(check.stack)}")
    found = {"ok": not check.faults, "faults": check.faults, "notes": check.notes}
    print(json.dumps(found, indent=2) if arguments.json else "\n".join(words))
    return 3 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
