"""A module's ``forward``, followed where it is one chain: which layers a number passes, in order.

Layers stand in a class in the order in which they are made; ``forward`` says in which they are
called, and what is done between: ``self.up(self.fc(z).view(-1, 32, 7, 7))``. Followed are calls of
``self``'s layers, activations, and what makes a row of maps or maps of a row. Anything else ends
the following: the caller takes the order of the class then.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Layer = TypeVar("Layer")

FORWARD = ("forward", "call")

_ACTIVATIONS = frozenset(
    (
        *("relu", "relu_", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish"),
        *("sigmoid", "logsigmoid", "tanh", "softplus", "hardtanh", "dropout", "contiguous"),
    )
)
_RESHAPES = ("view", "reshape")
_DEEPEST = 40


class NotFollowedError(ValueError):
    """Something that is no chain of layers."""


def followed(
    body: Sequence[ast.stmt],
    arguments: Sequence[str],
    layers: Mapping[str, Sequence[Layer]],
    reshaped: Callable[[ast.Call, Sequence[ast.expr]], Layer],
) -> list[Layer]:
    """Return the layers that pass from a function's first argument to what it returns.

    Args:
        body: Of the function.
        arguments: Its arguments, without ``self``.
        layers: Of each attribute of ``self``.
        reshaped: Makes the layer of a ``view`` or ``flatten``, of its node and the sizes beside
            the batch; none of them for a row.

    Raises:
        NotFollowedError: something else happens on the way, or a layer is called twice.
    """
    passed: dict[str, list[Layer]] = {name: [] for name in arguments[:1]}
    used: set[str] = set()

    def through(node: ast.expr, depth: int = 0) -> list[Layer]:
        if isinstance(node, ast.Name) and node.id in passed:
            return passed[node.id]
        if depth > _DEEPEST or not isinstance(node, ast.Call):
            raise NotFollowedError
        if not isinstance(node.func, ast.Attribute):
            raise NotFollowedError
        name, owner = node.func.attr, node.func.value
        if isinstance(owner, ast.Name) and owner.id == "self":
            if name not in layers or name in used or len(node.args) != 1:
                raise NotFollowedError
            used.add(name)
            return [*through(node.args[0], depth + 1), *layers[name]]
        # torch.flatten(x, 1) or x.flatten(1): the value comes first in one, before the dot in one.
        is_value = not isinstance(owner, ast.Name | ast.Attribute) or (
            isinstance(owner, ast.Name) and owner.id in passed
        )
        values = [owner, *node.args] if is_value else list(node.args)
        if not values:
            raise NotFollowedError
        if name in _ACTIVATIONS:
            return through(values[0], depth + 1)
        if name not in (*_RESHAPES, "flatten"):
            raise NotFollowedError
        sizes = _sizes(values[1:]) if name in _RESHAPES else []
        return [*through(values[0], depth + 1), reshaped(node, sizes)]

    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Return) and statement.value is not None:
            return through(statement.value)
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            raise NotFollowedError
        target = statement.targets[0]
        if not isinstance(target, ast.Name):
            raise NotFollowedError
        passed[target.id] = through(statement.value)
    raise NotFollowedError


def _sizes(values: Sequence[ast.expr]) -> list[ast.expr]:
    """Return the sizes of a ``view`` beside the batch; nothing where they make a row."""
    if len(values) == 1 and isinstance(values[0], ast.Tuple | ast.List):
        values = values[0].elts
    if len(values) not in (2, 4):
        raise NotFollowedError
    return list(values[1:]) if len(values) == 4 else []
