"""Stage 4: one dataset to the files that people take away. Sees RDF and tables, never records."""
