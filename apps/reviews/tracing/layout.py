"""Where the nodes of the figure stand and how their joints run; numbers only, drawn by `reviews/_flow.html`."""

from dataclasses import dataclass
from statistics import mean

from apps.reviews.tracing.figure import Figure, Node

WIDTH, HEAD, HEIGHT, BETWEEN = 1160, 34, 64, 12
_SPACE = {3: 150, 5: 38}
_CHARACTER = 7.4
"""Width of a character of the labels on average, at the size that the style sheet gives them."""


@dataclass(frozen=True)
class Box:
    """A node with its place; the texts are cut to its width."""

    node: Node
    x: int
    y: int
    width: int
    label: str
    text: str

    @property
    def middle(self) -> int:
        """Return the height at which joints meet the box."""
        return self.y + HEIGHT // 2


@dataclass(frozen=True)
class Joint:
    """A line between two boxes, as SVG writes a path."""

    path: str
    tone: str


@dataclass(frozen=True)
class Head:
    """The title of a column."""

    x: int
    title: str


@dataclass(frozen=True)
class Drawing:
    """Everything that the template draws."""

    height: int
    heads: tuple[Head, ...]
    boxes: tuple[Box, ...]
    joints: tuple[Joint, ...]


def drawing_of(figure: Figure) -> Drawing:
    """Place the nodes column by column, each near to what it is joined with, so that few lines cross."""
    number = len(figure.titles)
    space = _SPACE[number]
    width = (WIDTH - space * (number - 1)) // number
    columns = _ordered(figure)
    tallest = max((len(column) for column in columns), default=0)
    inner = tallest * (HEIGHT + BETWEEN) - BETWEEN
    boxes: dict[str, Box] = {}
    for place, column in enumerate(columns):
        top = HEAD + (inner - (len(column) * (HEIGHT + BETWEEN) - BETWEEN)) // 2
        for row, node in enumerate(column):
            x, y = place * (width + space), top + row * (HEIGHT + BETWEEN)
            label, text = (cut(each, width - 24) for each in (node.label, node.text))
            boxes[node.key] = Box(node, x, y, width, label, text)
    joints = tuple(
        Joint(_curve(boxes[left], boxes[right]), support.tone if support else "neutral")
        for (left, right), support in figure.joints.items()
        if left in boxes and right in boxes
    )
    heads = tuple(Head(place * (width + space), title) for place, title in enumerate(figure.titles))
    return Drawing(HEAD + max(inner, 0) + 4, heads, tuple(boxes.values()), joints)


def _ordered(figure: Figure) -> list[list[Node]]:
    """Return the columns, each sorted by the mean place of what its nodes are joined with on the left."""
    place: dict[str, float] = {}
    found = []
    for column in figure.columns:
        nodes = list(column.values())
        left_of = {
            node.key: [place[left] for left, right in figure.joints if right == node.key and left in place]
            for node in nodes
        }
        nodes.sort(key=lambda node: mean(left_of[node.key]) if left_of[node.key] else float(len(nodes)))
        place |= {node.key: float(number) for number, node in enumerate(nodes)}
        found.append(nodes)
    return found


def _curve(left: Box, right: Box) -> str:
    start, end = left.x + left.width, right.x
    bend = (start + end) // 2
    return f"M{start} {left.middle} C{bend} {left.middle} {bend} {right.middle} {end} {right.middle}"


def cut(text: str, width: int) -> str:
    """Return the text as far as it fits into `width`, ended by an ellipsis when it does not."""
    most = int(width / _CHARACTER)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
