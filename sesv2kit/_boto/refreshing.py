"""Credentials that refresh themselves, for the case that SES treats them as expired before botocore does."""

import logging
from collections.abc import Mapping
from typing import Any

from botocore.credentials import RefreshableCredentials

logger: logging.Logger = logging.getLogger("sesv2kit")


class Refreshing:
    """Credentials of the user's session. They stay the same object, which botocore changes when it refreshes them."""

    def __init__(self, held: Any, refresh: Any, lock: Any) -> None:
        self._held = held
        self._refresh = refresh
        self._lock = lock

    def signed(self, headers: Mapping[str, str] | None) -> bool:
        """Whether a request with these headers was signed with the current keys.

        Args:
            headers: The headers of the request. None: it was not signed, so newer keys do not help.
        """
        if headers is None:
            return True
        try:
            keys = self._held.get_frozen_credentials()
        except Exception:  # botocore may refresh them for this
            return True
        is_same_key = f"Credential={keys.access_key}/" in headers.get("Authorization", "")
        return is_same_key and headers.get("X-Amz-Security-Token") == keys.token

    def refresh(self) -> bool:
        """Refresh them now, as botocore does shortly before they expire. Returns whether that worked."""
        try:
            with self._lock:
                self._refresh(is_mandatory=True)
        except Exception as error:
            # Its text is not logged: it may contain data of the source, such as a key.
            logger.warning(
                "SES rejected the credentials as expired, and refreshing them raised %s", type(error).__name__
            )
            return False
        return True


def refreshing(held: Any) -> Refreshing | None:
    """The credentials, if they refresh themselves and can be refreshed earlier. None: they do not, or cannot.

    Args:
        held: The credentials of a session. None: it has none.
    """
    if not isinstance(held, RefreshableCredentials):
        return None
    # botocore has no public method for a refresh before the expiry time.
    refresh, lock = getattr(held, "_protected_refresh", None), getattr(held, "_refresh_lock", None)
    return None if refresh is None or lock is None else Refreshing(held, refresh, lock)
