"""Attacks on the decoders: bombs, seeded mutants and exploit payloads, each measured (``python -m tests.attacks``)."""
