"""Where conversations are kept: the database, the locks, and the journal for bad moments."""
