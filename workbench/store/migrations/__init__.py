"""How a case that an older program wrote is brought to the form of this one."""
