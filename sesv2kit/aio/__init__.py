"""The asyncio client: `AsyncSESv2` and its parts. Models, errors and decisions are shared with `SESv2`."""
