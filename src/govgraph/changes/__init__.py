"""Stage 6: what changed from one release to the next, for people, for feeds, for machines."""
