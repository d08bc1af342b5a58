"""Reads documents with a meaning of their own (SBOM, VEX, MUD, security.txt) inside a confined child process.

Nothing here imports Django or touches the database: the child knows the bytes of one document and nothing else. What it
found comes back as plain values (`outcome.py`), and `apps/evidence/documents.py` keeps it beside the item.
"""
