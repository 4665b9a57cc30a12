"""What this program calls itself in records."""

VERSION = "0.1.0"
TOOL = f"Investigation Workbench {VERSION}"
