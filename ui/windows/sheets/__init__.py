"""Small pages over the window that ask before something is done; each hands a value on and does nothing itself."""
