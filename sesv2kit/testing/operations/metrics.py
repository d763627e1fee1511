"""Metrics: daily counts of sent emails, and counts that a test added."""

from datetime import UTC, datetime, time, timedelta

from sesv2kit.testing.operations._checks import check_vdm
from sesv2kit.testing.operations._counts import daily_counts
from sesv2kit.testing.protocol.errors import bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State

_LONGEST = timedelta(days=60)


def batch_get_metric_data(state: State, request: Json) -> Json:
    """Daily counts for each query. If one query is invalid, the request fails."""
    check_vdm(state)
    queries: list[Json] = request["Queries"]
    ids = [query["Id"] for query in queries]
    if len(set(ids)) < len(ids):
        raise bad_request("The query ids are not unique.")
    for query in queries:
        _check(query)
    return {"Results": [_result(state, query) for query in queries], "Errors": []}


def _check(query: Json) -> None:
    start, end = query["StartDate"], query["EndDate"]
    if start >= end:
        raise bad_request(f"Query {query['Id']}: the start date must be before the end date.")
    if end - start > _LONGEST:
        raise bad_request(f"Query {query['Id']}: the interval must not be longer than 60 days.")
    if query.get("Dimensions", {}).get("ISP") == "Unknown ISP":
        raise bad_request(f"Query {query['Id']}: there are no metrics of recipients whose ISP is unknown.")


def _result(state: State, query: Json) -> Json:
    days = daily_counts(state, query["Metric"], query.get("Dimensions", {}), query["StartDate"], query["EndDate"])
    return {
        "Id": query["Id"],
        "Timestamps": [datetime.combine(day, time(), UTC) for day in sorted(days)],
        "Values": [days[day] for day in sorted(days)],
    }
