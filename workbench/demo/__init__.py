"""The demonstration: a fictional escalation, its material and its script, made by the program itself."""
