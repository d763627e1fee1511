"""What the README's table says of clients, as JSON. Run in the environment of each: `compared.py boto3`.

Needs nothing but the client, so that it runs where only that is installed.
"""

import importlib
import importlib.metadata
import json
import os
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SEEN: list[str] = []
"""The paths of the requests."""


class Losing(BaseHTTPRequestHandler):
    """Takes each request, and closes the connection instead of responding."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        SEEN.append(self.path)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


def requests_of(send: Callable[[list[str]], object], recipients: int) -> int:
    """How many requests a send to so many recipients makes, if no response comes."""
    SEEN.clear()
    try:
        send([f"ann{number}@mail.example" for number in range(recipients)])
    except Exception as error:
        print(repr(error)[:200], file=sys.stderr)
    return len(SEEN)


def boto3(url: str) -> tuple[Callable[[list[str]], object], int]:
    client = importlib.import_module("boto3").client("sesv2", region_name="us-east-1", endpoint_url=url)

    def send(to: list[str]) -> object:
        content = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hi"}}}}
        return client.send_email(FromEmailAddress="a@b.example", Destination={"ToAddresses": to}, Content=content)

    return send, sum(map(client.can_paginate, client.meta.method_to_api_mapping))


def capo(url: str) -> tuple[Callable[[list[str]], object], int]:
    os.environ["AWS_ENDPOINT_URL_SE_SV2"] = url
    client = importlib.import_module("capo_sesv2").SESv2Client()

    def send(to: list[str]) -> object:
        content = {"simple": {"subject": {"data": "Hi"}, "body": {"text": {"data": "Hi"}}}}
        return client.send_email(from_email_address="a@b.example", destination={"to_addresses": to}, content=content)

    return send, sum(name.startswith("iter_") for name in dir(client))


def anymail(url: str) -> tuple[Callable[[list[str]], object], int]:
    os.environ["AWS_ENDPOINT_URL_SESV2"] = url
    importlib.import_module("django.conf").settings.configure()
    mail = importlib.import_module("django.core.mail")

    def send(to: list[str]) -> object:
        connection = mail.get_connection("anymail.backends.amazon_ses.EmailBackend")
        return mail.EmailMessage("Hi", "Hi", "a@b.example", to, connection=connection).send()

    return send, 0


def sesv2kit(url: str) -> tuple[Callable[[list[str]], object], int]:
    client = importlib.import_module("sesv2kit").SESv2("us-east-1", endpoint_url=url)
    catalog = importlib.import_module("sesv2kit.catalog")
    operation = importlib.import_module("sesv2kit.operation")

    def send(to: list[str]) -> object:
        return client.sending.send(from_email_address="a@b.example", to=to, subject="Hi", text="Hi")

    return send, sum(isinstance(one, operation.PagedOperation) for one in catalog.operations("sesv2").values())


CLIENTS = {one.__name__: one for one in (boto3, capo, anymail, sesv2kit)}


def main(name: str) -> None:
    os.environ.update(
        AWS_ACCESS_KEY_ID="any", AWS_SECRET_ACCESS_KEY="any", AWS_DEFAULT_REGION="us-east-1", AWS_REGION="us-east-1"
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), Losing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        send, lists = CLIENTS[name](f"http://127.0.0.1:{server.server_port}")
        versions = {one.metadata["Name"]: one.version for one in importlib.metadata.distributions()}
        facts = {
            "boto3": versions.get("boto3", "0.0"),
            "lost": requests_of(send, 1),
            "to 51": requests_of(send, 51),
            "lists": lists,
        }
        server.shutdown()
    print(json.dumps(facts))


if __name__ == "__main__":
    main(sys.argv[1])
