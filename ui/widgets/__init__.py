"""Pieces of the screen that know nothing of how cases are kept."""
