"""The product's settings with the handful that tests change."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("ASSAY_VAR_DIR", tempfile.mkdtemp(prefix="assay-tests-"))

from config import settings as product

globals().update({name: getattr(product, name) for name in dir(product) if name.isupper()})

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}
# Many requests of one sign-in may take longer than five minutes on a busy machine.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
MEDIA_ROOT = Path(os.environ["ASSAY_VAR_DIR"]) / os.environ.get("PYTEST_XDIST_WORKER", "one") / "files"
WHITENOISE_AUTOREFRESH = True
# Refusals are what most tests are about; that each was logged with its traceback would be a fifth of the time.
LOGGING = product.LOGGING | {"loggers": product.LOGGING["loggers"] | {"django.request": {"level": "ERROR"}}}
