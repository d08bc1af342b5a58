"""A declaration as a sheet that can be filled anywhere: out, in again, and what each row comes to."""
