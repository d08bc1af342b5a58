"""Files that tell the controls of a system: CSV, OSCAL profile, OSCAL system security plan; and the way back as CSV."""
