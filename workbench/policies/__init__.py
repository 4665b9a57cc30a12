"""Policy documents read into sections, shown as prose, and quoted to the character; pure functions, no I/O."""
