"""The error of an attribute that a client does not have, such as a method of boto3's client."""

from sesv2kit._core.cached import cached_property


def no_attribute(client: object, name: str) -> AttributeError:
    """An error that names the service with this method, if there is one."""
    text = f"{type(client).__name__!r} object has no attribute {name!r}"
    if not name.startswith("_"):
        properties = [one for one in dir(type(client)) if isinstance(getattr(type(client), one), cached_property)]
        # Only services have methods with these names, and they connect to nothing.
        places = [f"{one}.{name}" for one in properties if hasattr(type(getattr(client, one)), name)]
        if places:
            text += f": in sesv2kit it is {' or '.join(places)}"
    return AttributeError(text, name=name, obj=client)
