"""Which documents are copies and editions of one plan, and what changed between editions."""
