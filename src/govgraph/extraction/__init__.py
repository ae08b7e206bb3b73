"""Road A: text becomes candidates, candidates become drafts, a person decides."""
