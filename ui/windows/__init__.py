"""The windows: start, case, preferences and the few questions they ask."""
