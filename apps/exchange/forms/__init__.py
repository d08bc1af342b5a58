"""Forms of files that come in."""
