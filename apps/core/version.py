"""The version of the product; a test holds it equal to the one in pyproject.toml."""

VERSION = "0.1.0"
