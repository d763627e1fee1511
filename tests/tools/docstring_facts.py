"""An extension of griffe, which reads docstrings for mkdocstrings: it adds what `tests.tools.facts` knows."""

import re
from importlib import import_module
from typing import Any

import griffe

from sesv2kit.operation import Operation
from tests.tools import facts, reference

_URL = re.compile(r"(?<![(<`\"'\w])https?://[^\s<>)\]`\"']*[^\s<>)\]`\"'.,:;]")


def _linked_method(text: str, operation: Operation[Any, Any]) -> str:
    """The text with its mention of the method as a link."""
    words = f"{reference.domain(operation)}.{operation.method}"
    return text.replace(f"`{words}`", facts.code(words, facts.method_path(operation)))


class Facts(griffe.Extension):
    """Adds facts to the docstrings of the package."""

    def on_package(self, *, pkg: griffe.Module, loader: griffe.GriffeLoader, **kwargs: Any) -> None:
        """Add them once all modules are read."""
        self._visit(pkg)

    def _visit(self, obj: griffe.Object) -> None:
        for member in obj.members.values():
            if isinstance(member, griffe.Object):
                self._visit(member)
        if obj.docstring is not None:
            obj.docstring.value = _URL.sub(lambda match: facts.link(match[0]), _completed(obj, obj.docstring.value))


def _completed(obj: griffe.Object, text: str) -> str:
    """The text of an object's docstring with what is known of the object."""
    if operation := facts.operations().get(obj.path):
        return f"{facts.SOURCE.sub('', text)}\n\n{facts.of_method(operation)}"
    if obj.path.startswith("sesv2kit.models.") and obj.parent is not None:
        if obj.is_class and facts.is_model(model := _class(obj)):
            if operation := facts.by_model().get(model):
                text = _linked_method(text, operation)
            return f"{text}\n\n{facts.of_model(model)}"
        if obj.is_attribute and obj.parent.is_module:
            return f"{text}\n\n{facts.must_be(facts.limits(getattr(import_module(obj.parent.path), obj.name, None)))}"
        owner = _class(obj.parent)
        if facts.is_model(owner) and obj.name in owner.model_fields:
            return f"{text}\n\n{facts.of_member(owner, obj.name)}"
    return text


def _class(obj: griffe.Object) -> Any:
    """The class that is described."""
    return getattr(import_module(obj.module.path), obj.name, None)
