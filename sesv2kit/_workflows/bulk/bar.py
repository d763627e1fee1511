"""The progress bar of a run."""

import sys
from collections.abc import Sized
from typing import Any

from sesv2kit.bulk import BulkSummary


class Bar:
    """A bar on the standard error, drawn by rich.

    Args:
        total: Entries of the run. None: not known.

    Raises:
        ImportError: rich is not installed.
    """

    def __init__(self, total: int | None) -> None:
        try:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
        except ImportError as error:
            raise ImportError('progress=True needs rich: pip install "sesv2kit[rich]"') from error
        columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._progress: Any = Progress(*columns, console=Console(stderr=True))
        self._task: Any = self._progress.add_task("nothing sent yet", total=total)

    def begin(self) -> None:
        """Draw the bar."""
        self._progress.start()

    def __call__(self, summary: BulkSummary) -> None:
        """Show the counts."""
        names = ("accepted", "refused", "unknown", "duplicate", "not_tried")
        counts = ", ".join(f"{number} {name}" for name in names if (number := getattr(summary, name)))
        self._progress.update(self._task, completed=summary.ended, description=counts)

    def end(self, summary: BulkSummary) -> None:
        """Show the last counts, and leave the bar as it is. It may be called again."""
        self(summary)
        self._progress.stop()


def bar_of(entries: object, progress: object) -> Bar | None:
    """The bar of a run. None: `progress` is not True, or the standard error is not a terminal."""
    if progress is not True:
        return None
    stderr: Any = sys.stderr  # sys.stderr may be None
    if stderr is None or not stderr.isatty():
        return None
    return Bar(len(entries) if isinstance(entries, Sized) else None)
