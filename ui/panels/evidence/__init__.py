"""The evidence of a case: a grid of veiled tiles, sifted and added to."""
