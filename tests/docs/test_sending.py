"""docs/sending.md: its Python code runs, and its table of addresses is correct."""

import re
from pathlib import Path

import pytest

from sesv2kit.shapes.addresses import mailbox

PAGE = (Path(__file__).parents[2] / "docs" / "sending.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
ADDRESSES = re.findall(r"^\| `(.*@.*)`.* \| (.*) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS)
def test_block_runs(block: str) -> None:
    exec(compile(block, "sending.md", "exec"), {})


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 3
    assert len(ADDRESSES) == 7


@pytest.mark.parametrize(("given", "sent"), ADDRESSES)
def test_the_table_of_addresses(given: str, sent: str) -> None:
    if sent.startswith("refused"):
        with pytest.raises(ValueError, match="must be"):
            mailbox(given)
    else:
        forms = {"the same": given, "`ann@shop.example`": "ann@shop.example"}
        words = {"the name": "=?utf-8?", "the domain": "xn--bcher-kva"}
        expected = forms.get(sent) or next(word for start, word in words.items() if sent.startswith(start))
        assert expected in mailbox(given)
