"""What a case consists of: frozen values and pure functions, with no input or output."""
