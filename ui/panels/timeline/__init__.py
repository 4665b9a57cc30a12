"""The timeline: one axis for the clip in view and for the world."""
