"""The viewer: one exhibit, covered at rest, with the looks that are taken at it."""
