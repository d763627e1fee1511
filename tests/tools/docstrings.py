"""The docstrings under attributes, which Python itself throws away."""

import ast
import inspect
from types import ModuleType


def attribute_docs(module: ModuleType) -> dict[str, dict[str, str]]:
    """By class, and by attribute: the words below it, on one line. Module-level names stand under ""."""
    tree = ast.parse(inspect.getsource(module))
    found = {"": _below(tree.body)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = _below(node.body)
    return found


def _below(body: list[ast.stmt]) -> dict[str, str]:
    docs: dict[str, str] = {}
    for statement, after in zip(body, body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign):
            target: ast.expr = statement.target
        elif isinstance(statement, ast.Assign):
            target = statement.targets[0]
        else:
            continue
        is_text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if isinstance(target, ast.Name) and is_text and isinstance(after.value.value, str):
            docs[target.id] = " ".join(inspect.cleandoc(after.value.value).split())
    return docs
