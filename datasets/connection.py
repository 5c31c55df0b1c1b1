"""Connections to where far datasets lie, and what to tell a user when they fail."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from vla.errors import UnknownName, UserError

RETRIES = 6
"""Times a request is sent again after the server failed or could not be reached."""
LONGEST_PAUSE = 5.0
"""Seconds between two of them at most; it begins with a tenth and doubles."""
SILENCE = 30.0
"""Seconds without a byte after which a download counts as dead. There is no limit for all of it:
many large ones share a slow line."""
_SIGNED_BY = {
    "s3": (
        "AWS_SKIP_SIGNATURE",
        ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE",
         "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    ),
    "gs": (
        "GOOGLE_SKIP_SIGNATURE",
        ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT",
         "GOOGLE_SERVICE_ACCOUNT_PATH", "GOOGLE_SERVICE_ACCOUNT_KEY"),
    ),
}  # fmt: skip
"""Scheme -> the variable that says not to sign, and those of which one says with what to."""


def checked(url: str) -> str:
    """An address without a slash at the end.

    Raises:
        UnknownName: another scheme than s3, gs, http and https.
        UserError: no bucket or server, or something that must not be there; that is not shown.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("s3", "gs", "http", "https"):
        raise UnknownName("kind of address", parts.scheme, ("s3", "gs", "http", "https"))
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise UserError(
            f"The address of the dataset at {parts.scheme}://{parts.hostname or ''} holds a"
            " password, a query (?...) or a fragment (#...). Leave it out; credentials belong in"
            " the environment."
        )
    if not parts.netloc:
        raise UserError(f"'{url}' names no {'server' if 'http' in url else 'bucket'}.")
    return url.rstrip("/")


def open_store(url: str) -> Any:
    """Zarr's read-only store of an address (`zarr.storage.ObjectStore`); asks nothing yet.

    Raises:
        UserError: `obstore` is not installed, or the address is none.
    """
    try:
        from obstore.store import GCSStore, HTTPStore, S3Store
        from zarr.storage import ObjectStore
    except ImportError:
        raise UserError(
            f'To read {url}, install what reaches it: pip install "vla-toolkit[remote]"'
        ) from None
    scheme = urlsplit(url).scheme
    own = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
    plain = scheme == "http" or (scheme == "s3" and own.startswith("http://"))
    options: dict[str, Any] = {  # obstore reads the credentials from the environment itself
        "client_options": {
            "allow_http": plain,
            "connect_timeout": timedelta(seconds=10),
            "read_timeout": timedelta(seconds=SILENCE),
            "timeout": timedelta(days=1),
        },
        "retry_config": {
            "max_retries": RETRIES,
            "retry_timeout": timedelta(minutes=3),
            "backoff": {
                "init_backoff": timedelta(seconds=0.1),
                "max_backoff": timedelta(seconds=LONGEST_PAUSE),
                "base": 2,
            },
        },
    }
    if scheme in _SIGNED_BY and not _signed(scheme) and _SIGNED_BY[scheme][0] not in os.environ:
        options["skip_signature"] = True
    kind: Any = {"s3": S3Store, "gs": GCSStore}.get(scheme, HTTPStore)
    try:
        return ObjectStore(kind.from_url(url, **options), read_only=True)
    except Exception as error:
        raise explained(error, url, "") from None


def _signed(scheme: str) -> bool:
    """Whether the environment says with what to sign requests."""
    return any(os.environ.get(name) for name in _SIGNED_BY[scheme][1])


def status_of(error: BaseException) -> int:
    """The number with which a server answered with an error, 0 if it did not answer."""
    found = re.search(r"status code: (\d{3})|status: (\d{3})", str(error))
    return int(found[1] or found[2]) if found else 0


def explained(error: Exception, url: str, name: str) -> UserError:
    """What to tell a user; of the server's own words only its error code is shown."""
    text, status, kind = str(error), status_of(error), type(error).__name__
    scheme = urlsplit(url).scheme
    where = f"{url}/{name}".rstrip("/")
    said = re.search(r"<Code>(\w{1,60})</Code>", text)
    code = " ".join(filter(None, (str(status or ""), said[1] if said else "")))
    if status in (401, 403) or kind in ("PermissionDeniedError", "UnauthenticatedError"):
        return UserError(f"{where} may not be read ({code or 'no access'}). {_access(scheme)}")
    if "LOCATION" in text or status == 301:
        return UserError(f"{where}: the bucket is in another region. Set AWS_REGION to it.")
    if "dns error" in text:
        host = "the host" if scheme in _SIGNED_BY else f"the host '{urlsplit(url).hostname}'"
        return UserError(f"{where}: {host} is not known. Check the address and the network.")
    if status >= 500 or status in (408, 429):
        return UserError(f"{where}: the server failed ({code}), also when asked again. Try later.")
    if status:
        return UserError(f"{where}: the server refused ({code}). Check the address.")
    if "Connect" in text or "error sending request" in text:
        return UserError(f"{where}: no connection. Check the network, and that the server runs.")
    if kind == "Broken" or "body" in text or "imed" in text:
        return UserError(f"{where}: the connection broke off, also when tried again. Try later.")
    return UserError(f"{where} cannot be read: {text.splitlines()[0][:200] if text else kind}.")


def _access(scheme: str) -> str:
    if scheme not in _SIGNED_BY:
        return "The server does not give it to everybody; passwords are not supported."
    if _signed(scheme):
        return "Check the credentials in the environment, and what they allow."
    if scheme == "s3":
        return "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, unless the name is wrong."
    return "Set GOOGLE_APPLICATION_CREDENTIALS to a key file, unless the name is wrong."
