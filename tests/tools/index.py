"""Print `sesv2kit/models/__init__.py`: the module of each name in the flat namespace.

python -m tests.tools.index > sesv2kit/models/__init__.py
"""

import importlib
import pkgutil
import textwrap

import sesv2kit.models
from tests.tools.docstrings import defined_names

APART = {"pinpoint_email"}
"""Modules that are not part of the flat namespace: the older API has shapes of the same names."""

HEAD = '''"""Every request, response, structure, enum and operation: `from sesv2kit.models import Tag`.

A name loads only the module that defines it. The shapes of the older Pinpoint Email API stay in
`sesv2kit.models.pinpoint_email`: some have the same names. Printed by `python -m tests.tools.index`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
'''

TAIL = """
if not TYPE_CHECKING:  # hidden from type checkers, which would accept any name
    _HOME_OF = dict(sorted((name, module) for module, names in _NAMES.items() for name in names.split()))

    def __getattr__(name):
        home = _HOME_OF.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value

    def __dir__():
        return __all__
"""


def names() -> dict[str, list[str]]:
    """By module, the public names it defines."""
    found: dict[str, list[str]] = {}
    for module in pkgutil.iter_modules(sesv2kit.models.__path__):
        if module.name not in APART:
            defined = defined_names(importlib.import_module(f"sesv2kit.models.{module.name}"))
            found[module.name] = sorted(name for name in defined if not name.startswith("_"))
    return found


def index() -> str:
    """The whole file."""
    modules = names()
    head = HEAD
    for module, defined in modules.items():
        # Not a star, with which editors would also offer what the module imports. The orders are those of ruff.
        ordered = sorted(defined, key=lambda name: (not name.isupper(), name.lower()))
        imported = "".join(f"        {name},\n" for name in ordered)
        head += f"    from sesv2kit.models.{module} import (\n{imported}    )\n"
    everything = [name for defined in modules.values() for name in defined]
    offered = sorted(everything, key=lambda name: (not name.isupper(), name))
    head += "\n__all__ = [\n" + "".join(f'    "{name}",\n' for name in offered) + "]\n\n"
    lines = ["_NAMES = {"]
    for module, defined in modules.items():
        text = textwrap.wrap(" ".join(defined), 106)
        lines.append(f'    "{module}": (')
        lines += [f'        "{line}{" " if number + 1 < len(text) else ""}"' for number, line in enumerate(text)]
        lines.append("    ),")
    lines.append("}")
    return head + "\n".join(lines) + "\n" + TAIL


if __name__ == "__main__":
    print(index(), end="")
