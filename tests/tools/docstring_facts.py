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
            added = self._added(obj)
            text = obj.docstring.value
            if added and obj.path in facts.operations():
                text = facts.SOURCE.sub("", text)
            if obj.is_class and (operation := facts.by_model().get(self._runtime(obj))):
                text = _linked_method(text, operation)
            text = _URL.sub(lambda match: facts.link(match[0]), text)
            obj.docstring.value = f"{text}\n\n{added}" if added else text

    def _added(self, obj: griffe.Object) -> str:
        if operation := facts.operations().get(obj.path):
            return facts.of_method(operation)
        if obj.is_class and facts.is_model(model := self._runtime(obj)):
            return facts.of_model(model)
        if obj.is_attribute and obj.parent is not None and ".models." in obj.path:
            if obj.parent.is_module:
                return facts.must_be(facts.limits(getattr(import_module(obj.parent.path), obj.name, None))).strip()
            model = self._runtime(obj.parent)
            if facts.is_model(model) and obj.name in model.model_fields:
                return facts.of_member(model, obj.name)
        return ""

    @staticmethod
    def _runtime(obj: griffe.Object) -> Any:
        """The class that is described."""
        return getattr(import_module(obj.module.path), obj.name, None)
