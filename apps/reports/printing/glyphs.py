"""Which characters this machine can draw. A character without a glyph would vanish and break PDF/A (6.2.11.8)."""

import ctypes
from collections.abc import Callable
from functools import lru_cache

_NAMES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll", "fontconfig-1", "fontconfig")
ALWAYS = 0x0180
"""Below it lies Latin, which the report's own fonts draw."""


class _FontSet(ctypes.Structure):
    _fields_ = (("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


def drawable() -> Callable[[str], bool]:
    """Return a test that tells whether some installed font has a glyph for a character."""
    library = _load()
    if library is None:
        return lambda character: ord(character) < ALWAYS
    charset = _union(library)

    @lru_cache(maxsize=65536)
    def has_glyph(character: str) -> bool:
        point = ord(character)
        return point < ALWAYS or bool(library.FcCharSetHasChar(charset, point))

    return has_glyph


def _load() -> ctypes.CDLL | None:
    for name in _NAMES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
        library.FcPatternCreate.restype = pointer
        library.FcObjectSetCreate.restype = pointer
        library.FcObjectSetAdd.argtypes = [pointer, text]
        library.FcFontList.argtypes, library.FcFontList.restype = [pointer] * 3, ctypes.POINTER(_FontSet)
        library.FcPatternGetCharSet.argtypes = [pointer, text, number, ctypes.POINTER(pointer)]
        library.FcCharSetCreate.restype = pointer
        library.FcCharSetMerge.argtypes = [pointer, pointer, pointer]
        library.FcCharSetHasChar.argtypes = [pointer, ctypes.c_uint32]
        return library
    return None


def _union(library: ctypes.CDLL) -> int:
    """Return one set with the characters of all installed fonts."""
    wanted = library.FcObjectSetCreate()
    library.FcObjectSetAdd(wanted, b"charset")
    listed = library.FcFontList(None, library.FcPatternCreate(), wanted)
    together = library.FcCharSetCreate()
    one = ctypes.c_void_p()
    for index in range(listed.contents.nfont if listed else 0):
        if library.FcPatternGetCharSet(listed.contents.fonts[index], b"charset", 0, ctypes.byref(one)) == 0:
            library.FcCharSetMerge(together, one, None)
    return together
