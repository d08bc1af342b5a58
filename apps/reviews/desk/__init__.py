"""What the assessment desk shows: the list of requirements, and one of them opened with claim, evidence and verdict."""
