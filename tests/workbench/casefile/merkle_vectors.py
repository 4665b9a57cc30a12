"""The 196 public vectors for RFC 6962 proofs: 98 for inclusion, 98 for consistency, hostile ones among them.

Leaves, roots and sound proofs are those of github.com/transparency-dev/merkle (Apache-2.0), ``testdata`` and
``cmd/proofgen``; the hostile ones are made here from the sound ones in the ways listed there. A vector is the words
for it, its arguments, and whether it must be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

EMPTY = sha256(b"").digest()
ODD = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
_A = bytes.fromhex("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7")
_B = bytes.fromhex("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e")
_C = bytes.fromhex("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")
_D = bytes.fromhex("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")
_E = bytes.fromhex("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0")
_F = bytes.fromhex("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a")
_G = bytes.fromhex("b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f")
# Entry (from 1), size, sound path.
INCLUSION = [
    (1, 1, []),
    (1, 8, [_A, _B, _C]),
    (6, 8, [_D, _E, ROOTS[3]]),
    (3, 3, [ROOTS[1]]),
    (2, 5, [ROOTS[0], _B, _D]),
]
# Old size, size, sound path.
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [_A, _B, _C]),
    (6, 8, [_F, _E, ROOTS[3]]),
    (2, 5, [_B, _D]),
    (6, 7, [_F, _G, ROOTS[3]]),
]

Path = list[bytes]
# Words, index, size, root, leaf, path, refused.
Inclusion = tuple[str, int, int, bytes, bytes, Path, bool]
# Words, old size, size, old root, root, path, refused.
Consistency = tuple[str, int, int, bytes, bytes, Path, bool]


def inclusion_vectors() -> Iterator[Inclusion]:
    """Walks the 98 vectors for inclusion."""
    for number, size, path in INCLUSION:
        leaf = sha256(b"\x00" + LEAVES[number - 1]).digest()
        yield from _inclusion(number - 1, size, ROOTS[size - 1], leaf, path)
    for index, size in ((0, 0), (0, 1), (1, 0), (2, 1)):
        yield "random leaf", index, size, b"", ODD, [], True
        yield "empty root", index, size, EMPTY, b"", [], True
        yield "empty root and random leaf", index, size, EMPTY, ODD, [], True
    one = sha256(b"\x00data").digest()
    for root, leaf in ((one, one), (one, b""), (b"", one), (b"", b"")):
        yield "single entry", 0, 1, root, leaf, [], not (root and leaf)


def _inclusion(index: int, size: int, root: bytes, leaf: bytes, path: Path) -> Iterator[Inclusion]:
    yield "sound", index, size, root, leaf, path, False
    for other in ((index - 1) % 2**64, index + 1, index ^ 2):
        yield f"index {other}", other, size, root, leaf, path, True
    for other in (size * 2, size // 2):
        yield f"size {other}", index, other, root, leaf, path, True
    yield "wrong leaf", index, size, root, b"WrongLeaf", path, True
    for other_root in (EMPTY, ODD):
        yield "wrong root", index, size, other_root, leaf, path, True
    for wrong in ([*path, b""], [*path, root], [b"", *path], [root, *path], *_flipped(path, 8)):
        yield "wrong path", index, size, root, leaf, wrong, True
    if path:
        yield "a step less", index, size, root, leaf, path[:-1], True
    if len(path) > 1:
        yield "a step more", index, size, root, leaf, [path[0], ODD, *path[1:]], True


def consistency_vectors() -> Iterator[Consistency]:
    """Walks the 98 vectors for consistency."""
    for old, size, path in CONSISTENCY:
        yield from _consistency(old, size, ROOTS[old - 1], ROOTS[size - 1], path)
    one, two = b"don't care 1", b"don't care 2"
    for old, size, old_root, root, path in (
        (0, 0, one, two, []),
        (1, 1, one, two, []),
        (0, 0, one, one, []),
        (0, 1, one, two, []),
        (1, 1, two, two, []),
        (1, 0, one, two, []),
        (2, 1, one, two, []),
        (1, 2, one, two, []),
        (0, 0, EMPTY, two, []),
        (1, 1, EMPTY, two, []),
        (0, 0, EMPTY, EMPTY, [EMPTY]),
        (1, 1, EMPTY, EMPTY, [EMPTY]),
        (0, 1, EMPTY, two, []),
        (0, 1, EMPTY, EMPTY, [EMPTY]),
    ):
        yield "sizes and roots", old, size, old_root, root, path, (old, size, old_root, root) != (1, 1, two, two)


def _consistency(old: int, size: int, old_root: bytes, root: bytes, path: Path) -> Iterator[Consistency]:
    yield "sound", old, size, old_root, root, path, False
    if not path:
        return
    for other in (old - 1, old + 1, old ^ 2):
        yield f"old size {other}", other, size, old_root, root, path, True
    for other in (size * 2, size // 2):
        yield f"size {other}", old, other, old_root, root, path, True
    yield "wrong old root", old, size, b"WrongRoot", root, path, True
    yield "wrong root", old, size, old_root, b"WrongRoot", path, True
    yield "swapped roots", old, size, root, old_root, path, True
    extra = [path[:-1], *_flipped(path, 16), [], [*path, b""], [b"", *path], [path[0], *path]]
    for root_ in (old_root, root):
        extra += [[*path, root_], [root_, *path]]
    for wrong in extra:
        yield "wrong path", old, size, old_root, root, wrong, True


def _flipped(path: Path, bit: int) -> Iterator[Path]:
    """Gives the path once for each step, with one bit of that step turned."""
    for at, step in enumerate(path):
        yield [*path[:at], bytes([step[0] ^ bit]) + step[1:], *path[at + 1 :]]
