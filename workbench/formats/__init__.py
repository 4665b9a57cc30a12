"""Documents that other people's tools write and read: bytes to values of a case, and back; no I/O."""
