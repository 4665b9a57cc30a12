"""Benchmarks, each against a named peer in the same run; they are run by hand and assert nothing."""
