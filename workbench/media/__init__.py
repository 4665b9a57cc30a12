"""Opening untrusted files, in a process that may die."""
