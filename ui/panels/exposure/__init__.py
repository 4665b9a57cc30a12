"""One person's own record of looks, what they ask for themselves, and their pauses; no case knows of it."""
