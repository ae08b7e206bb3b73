"""Stage 1: records, as an author or a machine writes them, with the place of every value."""
