"""Stage 5: questions, asked of the embedded store or of a remote endpoint."""
