"""A large, invented data set for measuring: what `seed_scale` writes, in bulk, as the product's own acts would."""
