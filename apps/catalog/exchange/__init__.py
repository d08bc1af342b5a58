"""Editions and profiles as files that other tools read, and profiles back from such files.

Records become a picture in memory (`records.py`), a picture becomes bytes (one module a format), and the bytes of a
profile become a picture again. The same record always gives the same bytes. See config/docs/exchange.md.
"""
