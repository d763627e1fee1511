"""The error of an attribute that a client does not have, such as a method of boto3's client."""

from sesv2kit._core.cached import cached_property


def no_attribute(client: object, name: str) -> AttributeError:
    """An error that names the service with this method, if there is one."""
    text = f"{type(client).__name__!r} object has no attribute {name!r}"
    if not name.startswith("_"):
        properties = [one for one in dir(type(client)) if isinstance(getattr(type(client), one), cached_property)]
        places: list[str] = []
        for one in properties:
            service: object = getattr(client, one)  # which connects to nothing
            if hasattr(service, name):
                places.append(f"{one}.{name}")
        if places:
            text += f": in sesv2kit it is {' or '.join(places)}"
    return AttributeError(text, name=name, obj=client)
