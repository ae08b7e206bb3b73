"""Verifiable linked data on what officials pledge, and what became of it."""

__version__ = "0.1.0"
