"""What the keyboard does at the desk, in words: the page of shortcuts shows it, a test compares it with the desk."""

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Go on",
        (
            ("n", "Next requirement: the next open one, or the next one in the filter"),
            ("p", "Previous requirement, in the same way"),
            ("l", "To the list; Tab then walks its filters and requirements"),
            ("o", "Open the first piece of evidence, beside the requirement where that is possible"),
            ("Esc", "Close the evidence"),
        ),
    ),
    (
        "Judge",
        (
            ("1", "Met"),
            ("2", "Met by another component"),
            ("3", "Partly met"),
            ("4", "Not met"),
            ("5", "Not applicable"),
            ("6", "No evidence"),
            ("e", "Method: examine"),
            ("i", "Method: interview"),
            ("t", "Method: test"),
            ("s", "To the strength of the evidence"),
            ("r", "To the reason"),
            ("u", "Fill the form with the suggestion from an earlier review"),
            ("Ctrl Enter", "Save, also from within the text"),
            ("Ctrl Shift Enter", "Save and go to the next requirement"),
        ),
    ),
    (
        "With others",
        (
            ("a", "Ask the manufacturer"),
            ("c", "Confirm as second reviewer"),
            ("?", "Show this list over the page"),
        ),
    ),
)
