"""PNG as written: another reader finds the same samples, and a size that does not fit is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from workbench.formats.png import grey_png, rgb32_png


def test_grey_samples_come_back_without_the_padding_of_their_lines() -> None:
    data = grey_png(3, 2, bytes((1, 2, 3, 99, 4, 5, 6)), 4)
    with Image.open(io.BytesIO(data)) as read:
        assert (read.mode, read.size, read.info) == ("L", (3, 2), {})
        assert read.tobytes() == bytes((1, 2, 3, 4, 5, 6))


def test_colours_come_back_in_their_order() -> None:
    samples = bytes((30, 20, 10, 255, 3, 2, 1, 255)) + b"pad!" + bytes((9, 8, 7, 255, 6, 5, 4, 255)) + b"pad!"
    with Image.open(io.BytesIO(rgb32_png(2, 2, memoryview(samples), 12))) as read:
        assert (read.mode, read.tobytes()) == ("RGB", bytes((10, 20, 30, 1, 2, 3, 7, 8, 9, 4, 5, 6)))


@pytest.mark.parametrize(("width", "height", "stride"), [(0, 1, 4), (1, 0, 4), (3, 2, 2), (4, 2, 4)])
def test_a_size_that_the_samples_do_not_have_is_refused(width: int, height: int, stride: int) -> None:
    with pytest.raises(ValueError, match="fit"):
        grey_png(width, height, bytes(7), stride)
    with pytest.raises(ValueError, match="fit"):
        rgb32_png(width, height, bytes(7), stride)
