"""Stage 6: a release into the triple store that somebody already runs."""
