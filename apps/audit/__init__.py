"""Append-only, chained record of acts. Everybody writes through `chain.record`."""
