"""The code of docs/sending.md runs, and each email of a shop is one short call."""

import ast
import re

from tests.docs.pages import page, run_page
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = page("sending")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_code_runs() -> None:
    run_page("sending")


def test_each_email_is_one_call_of_at_most_eight_lines() -> None:
    shop = PAGE.split("## Six emails of a shop")[1].split("\n## ")[0]
    calls = [
        call
        for block in re.findall(r"```python\n(.*?)```", shop, re.DOTALL)
        for call in ast.walk(ast.parse(block))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "send"
    ]
    assert len(calls) == 6
    assert all((call.end_lineno or 0) - call.lineno < 8 for call in calls)
