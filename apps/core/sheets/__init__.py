"""Workbooks from outside, looked through before a library reads them; nothing here knows what they are about."""
