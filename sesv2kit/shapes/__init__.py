"""The bases of all models, and the parts that their annotations are made of."""

from sesv2kit.shapes.bases import Request, Response, ResponseMetadata, Shape
from sesv2kit.shapes.facets import ABSENT, Accepts, Converted, Documented, InPath, Timestamp

__all__ = [
    "ABSENT",
    "Accepts",
    "Converted",
    "Documented",
    "InPath",
    "Request",
    "Response",
    "ResponseMetadata",
    "Shape",
    "Timestamp",
]
