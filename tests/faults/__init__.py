"""Faults made on purpose: death and errors at every call that writes, power cuts, rot, a full disk, two writers.

``python -m tests.faults`` runs all of it and prints the counts; a sample of it runs with the other tests.
"""
