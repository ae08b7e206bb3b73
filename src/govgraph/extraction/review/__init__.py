"""Review: a local page where a person accepts, corrects or rejects each candidate."""
