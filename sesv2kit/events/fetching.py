"""One GET request, without redirects and with limits, for `sns`."""

from sesv2kit._core import clock

TIMEOUT = 5.0
"""Maximum seconds of a request."""

LARGEST = 64 * 1024
"""Maximum bytes of a response."""


class FetchError(Exception):
    """There was no usable response. The text does not contain the URL."""


def fetch(url: str, *, direct: bool = False) -> bytes:
    """The body of the response to a GET request.

    Args:
        url: The URL.
        direct: Whether to ignore the proxy of the environment, as for this machine.

    Raises:
        FetchError: There was no response in time, its status was not 200 (such as a redirect), or it was too large.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.request import (
        HTTPDefaultErrorHandler,
        HTTPErrorProcessor,
        HTTPHandler,
        HTTPSHandler,
        OpenerDirector,
        ProxyHandler,
    )

    opener = OpenerDirector()  # an opener of `build_opener` would follow redirects and read files
    opener.add_handler(ProxyHandler({} if direct else None))
    for handler in (HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
    now = clock.current().monotonic
    deadline = now() + TIMEOUT
    body = b""
    try:
        response = opener.open(url, timeout=TIMEOUT)
        if response is None:
            raise FetchError("neither http nor https")
        with response:
            if response.status != 200:
                raise FetchError(f"HTTP status {response.status}")
            while part := response.read1(LARGEST + 1 - len(body)):
                body += part
                if len(body) > LARGEST:
                    raise FetchError(f"more than {LARGEST} bytes")
                if now() > deadline:
                    raise FetchError(f"not complete after {TIMEOUT:g} s")
    except HTTPError as error:
        error.close()
        raise FetchError(f"HTTP status {error.code}") from None
    except URLError as error:
        raise FetchError(f"no response: {type(error.reason).__name__}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"no response: {type(error).__name__}") from None
    return body
