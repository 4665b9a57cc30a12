"""What an investigator does: one verb a function, each one unit of work and one entry in the ledger."""
