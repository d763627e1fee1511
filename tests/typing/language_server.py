"""pyright's language server, as an editor talks to it: over stdin and stdout, with programs that no file holds."""

import json
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAME = "pyright-langserver"


def found() -> str | None:
    """Where the server is, beside this Python. None: it is not installed."""
    return shutil.which(NAME, path=str(Path(sys.executable).parent))


class LanguageServer:
    """A running server. `|` in a program is the place of the cursor."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._input, self._output = process.stdin, process.stdout
        self._folder = folder
        self._count = 0

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._input.flush()

    def _receive(self) -> dict[str, Any]:
        length = 0
        while (line := self._output.readline()) != b"\r\n":
            assert line, "the language server has ended"
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self._output.read(length))
        return message

    def request(self, method: str, params: Any) -> Any:
        """The result of a request. What the server asks meanwhile gets no settings."""
        self._count += 1
        self._send({"id": self._count, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                settings = {"python": {"pythonPath": sys.executable}}
                asked = message.get("params", {}).get("items", [])
                given = [settings.get(item.get("section", "")) for item in asked] if asked else None
                self._send({"id": message["id"], "result": given})
            elif message.get("id") == self._count:
                assert "error" not in message, message["error"]
                return message.get("result")

    def notify(self, method: str, params: Any) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": params})

    def _at_cursor(self, method: str, program: str) -> Any:
        before, _, after = program.partition("|")
        self._count += 1
        uri = (self._folder / f"program{self._count}.py").as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": before + after}
        self.notify("textDocument/didOpen", {"textDocument": document})
        lines = before.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        try:
            return self.request(method, {"textDocument": {"uri": uri}, "position": position})
        finally:
            self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def completions(self, program: str) -> list[str]:
        """What is offered at the cursor, without names that start with an underscore."""
        result = self._at_cursor("textDocument/completion", program) or []
        items = result["items"] if isinstance(result, dict) else result
        return sorted(item["label"] for item in items if not item["label"].startswith("_"))

    def hover(self, program: str) -> str:
        """What is shown for the name at the cursor, as Markdown."""
        result = self._at_cursor("textDocument/hover", program)
        return str(result["contents"]["value"]) if result else ""

    def signature(self, program: str) -> dict[str, Any]:
        """What is shown of the function that is called at the cursor."""
        result: dict[str, Any] = self._at_cursor("textDocument/signatureHelp", program)
        return result


@contextmanager
def running(folder: Path) -> Generator[LanguageServer]:
    """A server for programs in a folder. It ends with the block."""
    command = [str(found()), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            server = LanguageServer(process, folder)
            markdown = {"contentFormat": ["markdown"]}
            capabilities = {
                "workspace": {"configuration": True, "workspaceFolders": True},
                "textDocument": {
                    "hover": markdown,
                    "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                    "signatureHelp": {"signatureInformation": {"documentationFormat": ["markdown"]}},
                },
            }
            uri = folder.as_uri()
            params = {
                "processId": None,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": "programs"}],
                "capabilities": capabilities,
            }
            server.request("initialize", params)
            server.notify("initialized", {})
            yield server
        finally:
            process.kill()
