"""Renders SES's templates with their data."""

import functools
import json
import re
from collections.abc import Iterator, Sequence
from typing import cast

from sesv2kit._workflows.rendering import RenderingError, render
from sesv2kit.testing.mail.parts import Attachment, Content
from sesv2kit.testing.protocol.errors import bad_request
from sesv2kit.testing.protocol.model import Json


def template_data(text: str) -> Json:
    """TemplateData: a string that must contain a JSON object."""
    try:
        data: object = json.loads(text)
    except ValueError:
        raise bad_request("The template data is not valid JSON.") from None
    if not isinstance(data, dict):
        raise bad_request("The template data is not a JSON object.")
    return cast(Json, data)


def render_content(
    template: Json,
    data: Json,
    *,
    strict: bool,
    headers: Sequence[tuple[str, str]] = (),
    attachments: Sequence[Attachment] = (),
) -> Content:
    """The rendered parts of an EmailTemplateContent, with the other content of the email."""
    subject, text, html = (
        None if part is None else render(part, data, strict=strict)
        for part in (template.get("Subject"), template.get("Text"), template.get("Html"))
    )
    return Content(subject=subject or "", text=text, html=html, headers=headers, attachments=attachments)


def render_for_sending(
    template: Json,
    data: Json,
    headers: Sequence[tuple[str, str]],
    attachments: Sequence[Attachment],
    *,
    inline: bool = False,
) -> tuple[Content, str | None]:
    """The content of the email, and why it could not be rendered (None: it could). SES accepts such an email but never
    delivers it.

    The outbox then shows the email with its missing variables empty, or without content if the template is malformed.
    `inline` content, which is in the request itself, can only substitute variables.
    """
    beyond = inline and next((tag for part in template.values() for tag in _beyond_substitution(part)), None)
    if beyond:
        return (
            Content(),
            f"The template cannot be rendered: {beyond} is not a variable; inline content has no other tags.",
        )
    parts = functools.partial(render_content, template, data, headers=headers, attachments=attachments)
    try:
        return parts(strict=True), None
    except RenderingError as error:
        try:
            return parts(strict=False), str(error)
        except RenderingError:
            return Content(), str(error)


def _beyond_substitution(source: str) -> Iterator[str]:
    """The tags of a template that are not the name of a variable."""
    for tag in re.findall(r"\{\{.*?(?:\}\}\}?|$)", source, re.DOTALL):
        if not re.fullmatch(r"\{\{\s*[\w.-]+\s*\}\}|\{\{\{\s*[\w.-]+\s*\}\}\}", tag):
            yield tag
