"""The pixels of one granted look, in memory that is cleared when the look ends."""

from __future__ import annotations

import mmap

from workbench.media.answers import Shape
from workbench.media.wiping import clear


class Pixels:
    """An upright picture for the screen: ``grey8``, or ``rgb32`` (0xffRRGGBB), lines ``stride`` bytes apart.

    ``buffer`` is a read-only view of the memory that the decoder filled. The decoder is dead by the time this
    object exists, and a seal lets nobody open another writable view, so nothing changes the picture. The one
    writable view is kept private for :meth:`wipe`: overwriting reaches every page and every view of it, where
    memory sealed against all writing could only be let go of uncleared. It is left out of core dumps.
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

        It is unmapped with the last view of it: a picture on the screen that still holds one (a QImage keeps the
        view it was made of) reads zeros and not a hole.
        """
        memory, self._memory, self._view = self._memory, None, memoryview(b"")
        if memory is not None:
            clear(memory)

    def __del__(self) -> None:
        """Clears what nobody wiped."""
        if getattr(self, "_memory", None) is not None:
            self.wipe()
