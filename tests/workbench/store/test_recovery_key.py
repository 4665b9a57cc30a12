"""The recovery key as people write it down and type it back."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.store.recovery_key import NoRecoveryKey, new_recovery_key, read, written


@given(st.binary(min_size=20, max_size=20))
def test_it_reads_back_however_it_is_typed(secret: bytes) -> None:
    shown = written(secret)
    assert [len(group) for group in shown.split("-")] == [6] * 6
    typed = (shown, shown.lower(), shown.replace("-", ""), f" {shown.replace('-', '  ')}\t", shown.replace("-", "–"))
    assert {read(text) for text in typed} == {secret}
    assert read(shown.replace("0", "O").replace("1", "l")) == secret


def test_a_wrong_character_or_two_that_changed_places_are_noticed() -> None:
    chance, noticed, tried = random.Random(1), 0, 0
    for _ in range(400):
        digits = list(written(chance.randbytes(20)).replace("-", ""))
        place = chance.randrange(35)
        if tried % 2:
            digits[place] = chance.choice([digit for digit in "23456789ABCDEFGH" if digit != digits[place]])
        elif digits[place] != digits[place + 1]:
            digits[place], digits[place + 1] = digits[place + 1], digits[place]
        else:
            continue
        tried += 1
        with pytest.raises(NoRecoveryKey) as refused:
            read("".join(digits))
        noticed += refused.value.nearly
    assert noticed == tried > 350


@pytest.mark.parametrize("text", ["", "correct horse battery staple", "x" * 36 + "!?", "é" * 36, "U" * 36])
def test_other_words_are_no_recovery_key(text: str) -> None:
    with pytest.raises(NoRecoveryKey):
        read(text)


def test_each_one_is_new() -> None:
    assert len({new_recovery_key() for _ in range(50)}) == 50
    assert written(os.urandom(20)).isascii()
