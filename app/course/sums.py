"""A sum of a lesson with its numbers put in; a cell as the products that it is made of."""

from app.course.expressions import (
    KERNELS,
    MISTAKES,
    Call,
    Cell,
    Fact,
    LessonError,
    Name,
    Node,
    evaluate,
    number,
    parts,
    shown,
    whole,
    written,
)
from app.course.facts import Facts, LayerFacts, NetworkFacts, products, terms_of
from app.course.lesson import Answer, Measure
from app.course.text import Computed

BLANK = "?"


def with_result(node: Node, facts: Facts) -> str:
    """Write a sum and what it comes to."""
    result = shown(number(node, facts))
    line = in_numbers(node, facts)
    return result if line == result else f"{line} = {result}"


def in_numbers(node: Node, facts: Facts) -> str:
    """Write a sum with its numbers put in; a cell as the products it is made of."""
    if (
        isinstance(node, Cell)
        and node.grid in ("y", "back")
        and node.qualifier
        not in (
            *MISTAKES,
            *KERNELS,
        )
    ):
        return terms_written(node, facts)
    if node == Name("size") and isinstance(facts, LayerFacts):
        return facts.formula

    def said(part: Node) -> str | None:
        if isinstance(part, Name | Cell | Fact | Call):
            value = evaluate(part, facts)
            return None if isinstance(value, tuple) else shown(value)
        return None

    return written(node, said)


def terms_written(node: Cell, facts: Facts) -> str:
    """Write the products and the bias of a cell."""
    if isinstance(facts, NetworkFacts):
        raise LessonError("there are no terms to write out here")
    places = tuple(whole(place, facts) for place in node.places)
    cell = (0, *places) if len(places) == 2 else places
    channel, row, column = cell
    if node.grid == "back":
        found, bias = terms_of(facts.trip.back, (channel, row, column))
    else:
        found, bias = products(facts, (channel, row, column), node.qualifier)
    said = [f"{_factor(value)}·{_factor(weight)}" for value, weight in found]
    if bias:
        said.append(_factor(bias))
    return " + ".join(said) or "0"


def _factor(value: float) -> str:
    return f"({shown(value)})" if value < 0 else shown(value)


def with_blank(line: str) -> tuple[str, str]:
    """Return a sum with its last number left blank, and that number."""
    end = len(line)
    while end and not line[end - 1].isdigit():
        end -= 1
    start = end
    while start and (line[start - 1].isdigit() or line[start - 1] == "."):
        start -= 1
    if start == 0 and end == len(line):
        return line, ""
    return line[:start] + BLANK + line[end:], line[start:end]


def computed(run: Computed, facts: Facts) -> str:
    """Return what stands in a text where something is computed."""
    if run.terms and isinstance(run.sum, Cell):
        return f"{terms_written(run.sum, facts)} = {shown(number(run.sum, facts))}"
    value = evaluate(run.sum, facts)
    return ", ".join(shown(one) for one in value) if isinstance(value, tuple) else shown(value)


def sums_in(answer: Answer) -> list[Node]:
    """Return the sum that an answer is, and all within it."""
    if isinstance(answer, Measure) and answer.low is not None:
        return parts(answer.low)
    return []
