"""The zygote for the recognition of words in pictures, apart from the other aids since its models are large."""

from __future__ import annotations

import sys

from workbench.media.aids import warm_up_words
from workbench.media.zygote import channel_from, serve


def main() -> None:
    """Is the zygote for words in pictures, started by the host."""
    serve(channel_from(sys.argv[2]), warm_up_words)
