"""Everything between `python3 main.py` and the program itself; the standard library alone."""
