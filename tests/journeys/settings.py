"""The product's settings; only a password takes a moment instead of half a second of work to check."""

from config import settings as product

globals().update({name: getattr(product, name) for name in dir(product) if name.isupper()})

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
