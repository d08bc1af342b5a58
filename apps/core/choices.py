"""Enumerations that know how they are shown: a word, an icon and a tone; never a colour alone."""

from typing import Self

from django.db.models import TextChoices

TONES = ("neutral", "info", "success", "warning", "error")


class ShownChoices(TextChoices):
    """Text choices written as `NAME = value, icon, tone, label` (icon: USWDS sprite name; tone: one of TONES)."""

    icon: str
    tone: str

    def __new__(cls, value: str, icon: str = "help", tone: str = "neutral") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.icon = icon
        member.tone = tone
        return member
