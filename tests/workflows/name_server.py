"""A DNS server on 127.0.0.1 for tests."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset


class NameServer:
    """It knows the records in `zone`, and takes every name for missing that has none."""

    def __init__(self) -> None:
        self.zone: dict[tuple[str, str], list[str]] = {}
        """By name and type, values as in a zone file."""
        self.fails: set[str] = set()
        """Names for which the response is a failure."""
        self.asked: list[tuple[str, str]] = []
        """Names and types that were asked for."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    @property
    def resolver(self) -> dns.resolver.Resolver:
        one = dns.resolver.Resolver(configure=False)
        one.nameservers, one.port = ["127.0.0.1"], self.port
        return one

    def serve(self) -> None:
        while True:
            wire, client = self._socket.recvfrom(65535)
            if not wire:
                return
            self._socket.sendto(self._reply(dns.message.from_wire(wire)).to_wire(), client)

    def stop(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.sendto(b"", ("127.0.0.1", self.port))

    def close(self) -> None:
        self._socket.close()

    def _reply(self, query: dns.message.Message) -> dns.message.Message:
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA | dns.flags.RA
        if name in self.fails:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif values := self.zone.get((name, kind)):
            reply.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, values))
        elif not any(known == name for known, _ in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply


@contextmanager
def name_server() -> Generator[NameServer]:
    server = NameServer()
    thread = threading.Thread(target=server.serve, name="name-server", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
        server.close()
