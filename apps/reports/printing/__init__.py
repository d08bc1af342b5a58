"""From the frozen record to the page that is laid out. Nothing here knows Django's settings or the database."""
