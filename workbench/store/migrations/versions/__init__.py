"""The steps from each form of a case to the next; a step that has shipped is never edited."""
