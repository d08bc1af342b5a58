"""What a declaration has and what it lacks, computed and never stored."""
