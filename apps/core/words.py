"""Numbers as a sentence has them."""

SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def in_words(number: int) -> str:
    """Return small numbers as words ("eleven"), larger ones as digits with separators ("1,204")."""
    return SMALL[number] if 0 <= number < len(SMALL) else f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun: "one review", "eleven reviews"."""
    return f"{in_words(number)} {one if number == 1 else many or one + 's'}"


def capitalized(sentence: str) -> str:
    """Return the sentence with its first letter in upper case, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
