"""The demo cases: three invented purchases, told through the product's own actions (domain guide, section 10)."""
