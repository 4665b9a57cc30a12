"""The pixels of one granted look, in memory that is cleared when the look ends."""

from __future__ import annotations

import contextlib
import mmap

from workbench.media.answers import Shape

_ZEROS = bytes(1 << 16)


class Pixels:
    """An upright picture for the screen: ``grey8``, or ``rgb32`` (0xffRRGGBB), lines ``stride`` bytes apart.

    ``buffer`` is a read-only view of the memory that the decoder filled. The decoder is dead by the time this
    object exists and no descriptor of the memory is left, so nobody can change the picture. The only writable
    view is the private one that :meth:`wipe` clears: overwriting reaches every page and every other view, where a
    write-sealed memory could only be let go of uncleared. The memory is left out of core dumps.
    """

    def __init__(self, shape: Shape, memory: mmap.mmap) -> None:
        self.width = shape.width
        self.height = shape.height
        self.stride = shape.stride
        self.format = shape.format
        self.seconds = shape.seconds
        self._memory: mmap.mmap | None = memory
        self._view = memoryview(memory)[: shape.stride * shape.height].toreadonly()

    @property
    def buffer(self) -> memoryview:
        """The lines of the picture; raises ValueError once they are wiped."""
        if self._memory is None:
            raise ValueError("the pixels of this look are wiped")
        return self._view

    def wipe(self) -> None:
        """Clears the memory and lets go of it; any picture drawn on it turns black. May be called again.

        A reader that still holds a view keeps the cleared memory mapped, so that it reads zeros and not a hole.
        """
        memory, self._memory = self._memory, None
        if memory is None:
            return
        for start in range(0, len(memory), len(_ZEROS)):
            end = min(len(memory), start + len(_ZEROS))
            memory[start:end] = _ZEROS[: end - start]
        with contextlib.suppress(BufferError):
            self._view.release()
            memory.close()

    def __del__(self) -> None:
        """Clears what nobody wiped."""
        if getattr(self, "_memory", None) is not None:
            self.wipe()
