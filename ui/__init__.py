"""The desktop of the Investigation Workbench: it asks the core and shows what the core says."""
