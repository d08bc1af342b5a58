"""The chain of one review as a person reads it: in counts, as a matrix, and as a figure around one link of it."""
