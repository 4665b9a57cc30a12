"""Qt item models over casefile values."""
