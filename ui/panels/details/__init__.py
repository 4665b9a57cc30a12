"""The custody of the exhibit in view at a glance: what it is, whence it came, and what became of it."""
