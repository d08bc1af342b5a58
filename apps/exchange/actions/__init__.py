"""Every write of files that come in and go out."""

from apps.exchange.actions.intakes import Undecided, apply, discard, take_in

__all__ = ["Undecided", "apply", "discard", "take_in"]
