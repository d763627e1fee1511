"""The client on an event loop: `AsyncSESv2` and what goes with it. Models, errors and decisions are `SESv2`'s."""
