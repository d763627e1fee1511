"""The suppression list of an account or a tenant, from the command line. Without arguments: a demonstration.

uv run examples/suppression_admin.py
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sesv2kit import SESv2
from sesv2kit.testing import mock_sesv2


def admin(*arguments: str) -> None:
    """Carry out one command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["find", "add", "remove", "replace", "export"])
    parser.add_argument("value", help="find: an address; export: the file to write; else a file of addresses")
    parser.add_argument("--tenant-name")
    parser.add_argument("--reason", choices=["BOUNCE", "COMPLAINT"], default="BOUNCE")
    parser.add_argument("--apply", action="store_true", help="replace: make the changes, instead of printing them")
    given = parser.parse_args(arguments)
    lists, tenant_name = SESv2("us-east-1").suppression, given.tenant_name
    if given.command == "find":
        print(lists.find(given.value, tenant_name=tenant_name, scan=True))
    elif given.command == "export":
        print(lists.export(given.value, tenant_name=tenant_name, progress=print))
    else:
        with Path(given.value).open() as file:
            addresses = (line.strip() for line in file)
            if given.command == "add":
                print(lists.add_many(addresses, reason=given.reason, tenant_name=tenant_name).wait())
            elif given.command == "remove":
                print(lists.remove_many(addresses, tenant_name=tenant_name).wait())
            else:
                plan = lists.plan_changes(addresses, reason=given.reason, tenant_name=tenant_name, remove=True)
                print(plan.apply() if given.apply else plan)


def demonstrate() -> None:
    """Some commands on the local SES."""
    with TemporaryDirectory() as folder, mock_sesv2():
        path = Path(folder, "addresses")
        path.write_text("Ann@mail.example\nbob@mail.example\n")
        admin("add", str(path))
        admin("find", "ANN@mail.example")
        admin("export", f"{folder}/list.csv")
        path.write_text("bob@mail.example\ncarol@mail.example\n")
        admin("replace", str(path), "--apply")


if __name__ == "__main__":
    admin(*sys.argv[1:]) if sys.argv[1:] else demonstrate()
