"""The bases of all models, and the parts that their annotations are made of."""

from sesv2kit.shapes.bases import (
    Converted,
    Documented,
    InPath,
    Request,
    Response,
    ResponseMetadata,
    Shape,
    Timestamp,
)

__all__ = [
    "Converted",
    "Documented",
    "InPath",
    "Request",
    "Response",
    "ResponseMetadata",
    "Shape",
    "Timestamp",
]
