"""The arguments of `sending.send_bulk`."""

from collections.abc import Callable
from typing import Any

from sesv2kit._core.arguments import validated
from sesv2kit._workflows.bulk.items import MAX_RUN_ID, SOURCE
from sesv2kit._workflows.bulk.plan import Plan
from sesv2kit._workflows.compose import pairs
from sesv2kit.bulk import BulkSummary, EntryT
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.sending import SEND_BULK_EMAIL


def planned(
    *,
    from_email_address: Any,
    template_name: Any,
    template_content: Any,
    template_data: Any,
    headers: Any,
    attachments: Any,
    email_tags: Any,
    reply_to_addresses: Any,
    entry: Callable[[EntryT], Any] | None,
    run_id: str | None,
    max_concurrency: int,
    max_attempts: int,
    ordered: bool,
    stop_after: int | None,
    stop_when: Callable[[BulkSummary], object] | None,
    stop_on_unknown: bool,
    **others: Any,
) -> "Plan[EntryT]":
    """A plan out of the arguments of `Sending.send_bulk`.

    Raises:
        RequestInvalidError: One of them is invalid.
    """
    template = {
        "template_name": template_name,
        "template_content": template_content,
        "template_data": template_data,
        "headers": pairs(headers),
        "attachments": attachments,
    }
    listed = [reply_to_addresses] if isinstance(reply_to_addresses, str) else reply_to_addresses
    common: dict[str, Any] = {
        "from_email_address": from_email_address,
        "reply_to_addresses": listed,
        "default_email_tags": pairs(email_tags),
        "default_content": {"template": {name: value for name, value in template.items() if value is not None}},
        **others,
    }
    common = {name: value for name, value in common.items() if value is not None}
    problems: list[Problem] = []
    for name, value, most in (
        ("max_concurrency", max_concurrency, 100),
        ("max_attempts", max_attempts, 100),
        ("stop_after", 1 if stop_after is None else stop_after, None),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= (most or value):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            limit = f"a whole number from 1 to {most}" if most else "a whole number of 1 or more"
            problems.append(Problem(name, f"must be {limit}", SOURCE))
    if from_email_address is None:
        problems.append(Problem("from_email_address", "is required", SEND_BULK_EMAIL.reference))
    if template_name is None and template_content is None:
        problems.append(Problem("template_name or template_content", "is required", SEND_BULK_EMAIL.reference))
    if run_id is not None and not (isinstance(run_id, str) and 0 < len(run_id) <= MAX_RUN_ID):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        problems.append(Problem("run_id", f"must be text of 1 to {MAX_RUN_ID} characters", SOURCE))
    if problems:
        raise RequestInvalidError(SEND_BULK_EMAIL.name, problems)
    # What all calls have in common is checked and made once.
    checked = validated(SEND_BULK_EMAIL, {**common, "bulk_email_entries": [{"destination": "to@example.com"}]})
    return Plan(
        {name: getattr(checked, name) for name in checked.model_fields_set - {"bulk_email_entries"}},
        entry=entry,
        run_id=run_id,
        max_concurrency=max_concurrency,
        max_attempts=max_attempts,
        ordered=ordered,
        stop_after=stop_after,
        stop_when=stop_when,
        stop_on_unknown=stop_on_unknown,
    )
