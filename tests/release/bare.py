"""What the wheel does where only its own requirements are installed. `nox -s wheel` runs this on each Python."""

import importlib
import importlib.metadata
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import sesv2kit
import sesv2kit.testing

EXTRAS = set(importlib.metadata.metadata("sesv2kit").get_all("Provides-Extra") or ())


def needed(name: str) -> str | None:
    """The extra that a module or a name in one asks for, or None if it can be imported as it is."""
    module, _, wanted = name.partition(":")
    try:
        found = importlib.import_module(module)
        if wanted:
            getattr(found, wanted)
    except ImportError as error:
        named = re.search(r"sesv2kit\[([a-z]+)\]", str(error))
        return named[1] if named else f"none is named: {error!r}"
    return None


def main() -> None:
    home = Path(sesv2kit.__file__).parent
    assert home.parent.name == "site-packages", f"{home} is not the wheel"
    assert (home / "py.typed").is_file()
    assert sesv2kit.__version__ == importlib.metadata.version("sesv2kit")

    for name in dir(sesv2kit):
        getattr(sesv2kit, name)

    packages = pkgutil.walk_packages(sesv2kit.__path__, "sesv2kit.", onerror=lambda _: None)
    names = [module.name for module in packages if not re.search(r"\._|\.testing\.", module.name)]
    names += [f"sesv2kit.testing:{name}" for name in sesv2kit.testing.__all__]
    extras = {name: extra for name in names if (extra := needed(name))}
    assert set(extras.values()) <= EXTRAS, extras
    print(f"{len(names)} modules and names; {len(extras)} ask for an extra: {sorted(set(extras.values()))}")

    command = subprocess.run([sys.executable, "-m", "sesv2kit", "--help"], capture_output=True, text=True, check=False)
    assert "Traceback" not in command.stderr, command.stderr
    print(command.stdout or command.stderr)


main()
