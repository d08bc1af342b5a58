"""The official files are compared with where they are present; elsewhere those tests are not collected."""

from tests.catalog.official import folder

collect_ignore = [] if folder() else ["test_against_official_files.py", "test_official_import.py"]
