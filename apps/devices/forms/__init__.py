"""Forms of products, declarations, answers and sharing."""
