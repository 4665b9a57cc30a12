"""The command line: one sub-command a file, each a thin door to an action."""
