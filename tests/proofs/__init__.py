"""Proofs that nothing clear is seen, kept or told without a deliberate, recorded look."""
