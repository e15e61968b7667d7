"""What stands for the world outside a server: an SMS provider and a mail server that keep all."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer


class OutsideWorld:
    """Listens on free ports of this machine until the context ends.

    ``numbers`` are those to which messages went, ``mails`` the letters with their envelopes.
    Messages to ``wrong_numbers`` are refused.
    """

    def __init__(self, wrong_numbers=()):
        self.numbers, self.mails, self.wrong_numbers = [], [], set(wrong_numbers)
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        self.sms_port = self._listen(ThreadingHTTPServer, _SmsProvider)
        self.mail_port = self._listen(ThreadingTCPServer, _MailServer)
        return self

    def __exit__(self, *_error):
        self._stack.close()

    def _listen(self, kind, handler):
        server = self._stack.enter_context(kind(("127.0.0.1", 0), handler))
        server.world, server.daemon_threads = self, True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self._stack.callback(server.shutdown)
        return server.server_address[1]


class _SmsProvider(BaseHTTPRequestHandler):
    """Answers as Odoo's own provider does."""

    def do_POST(self):
        world = self.server.world
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        result = []
        for message in call["params"].get("messages", ()):
            for entry in message["numbers"]:
                is_wrong = entry["number"] in world.wrong_numbers
                world.numbers.append(entry["number"])
                state = "wrong_number_format" if is_wrong else "success"
                result.append({"uuid": entry["uuid"], "state": state, "credit": 1})
        body = json.dumps({"jsonrpc": "2.0", "id": call.get("id"), "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing on the terminal."""


class _MailServer(StreamRequestHandler):
    """Takes every letter, by the least of SMTP that Odoo speaks."""

    def handle(self):
        self.say("220 world")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self.say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.world.mails.append(text)
            self.say("221 bye" if command == b"QUIT" else "250 ok")
            if command == b"QUIT":
                break

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())
