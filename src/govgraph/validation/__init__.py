"""Validation: whether the data is what the shapes say it should be."""
