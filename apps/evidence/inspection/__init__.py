"""Looking into uploaded files without running, unpacking or rendering anything of them."""
