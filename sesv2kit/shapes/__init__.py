"""The base classes of all models, and the parts of their annotations."""

from sesv2kit.shapes.bases import Document, Request, Response, ResponseMetadata, Shape, Sparse
from sesv2kit.shapes.facets import ABSENT, Accepts, Converted, Documented, InPath, MultiLine, Normalised, Timestamp

__all__ = [
    "ABSENT",
    "Accepts",
    "Converted",
    "Document",
    "Documented",
    "InPath",
    "MultiLine",
    "Normalised",
    "Request",
    "Response",
    "ResponseMetadata",
    "Shape",
    "Sparse",
    "Timestamp",
]


def __dir__() -> list[str]:
    return __all__
