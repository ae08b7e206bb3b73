"""The live server: it serves one sealed release, and swaps to the next under load."""
