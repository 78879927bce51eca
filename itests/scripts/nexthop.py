# SPDX-License-Identifier: Apache-2.0
"""A next hop for SMTP that remembers what it was given and when it said yes, and a server's configuration
that relays to it. Python's own libraries only."""

import os
import socketserver
import threading
import time

from load import Mailboxes

DOMAIN = "next.test"
# Time that a server may need to record an answer that it has read.
RECORDED_SECONDS = 2.0

CHANNEL = """\
! To the next hop.
tcp_next smtp daemon [127.0.0.1] port {port} pool SMTP_POOL
tcp_next-daemon

"""


def configure_next_hop(server, port):
    """Routes DOMAIN, and what is below it, of a running server to a port of loopback."""
    path = os.path.join(server.home, "etc", "imta.cnf")
    with open(path) as file:
        text = file.read()
    if "tcp_next-daemon" in text:
        return
    rules = f"{DOMAIN}  $U%$D@tcp_next-daemon\n.{DOMAIN}  $U%$H$D@tcp_next-daemon\n"
    mark = "! To and from the world.\n"
    if mark not in text or "\n.  " not in text:
        raise RuntimeError(f"{path} is not the one that is shipped")
    text = text.replace("\n.  ", "\n" + rules + ".  ", 1)
    text = text.replace(mark, CHANNEL.format(port=port) + mark, 1)
    with open(path, "w") as file:
        file.write(text)
    server.shell("mta:reload")


class NextHop(socketserver.ThreadingTCPServer):
    """Takes everything, on loopback."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 100

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Dialogue)
        self.lock = threading.Lock()
        self.arrivals = {}
        self.errors = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def arrived(self, octets):
        identifier = Mailboxes.identify("next hop", octets, self.errors)
        if identifier:
            with self.lock:
                self.arrivals.setdefault(identifier, []).append(time.monotonic())

    def doubles(self):
        with self.lock:
            return sum(len(times) - 1 for times in self.arrivals.values())

    def check(self, ledger, troubles):
        """What is wrong. A message may come again only when the server may not have recorded the first
        answer: when trouble began just after it, or was there already.

        troubles -- times at which a trouble began and the server ran again"""
        with self.lock:
            errors, self.errors = list(self.errors), []
            arrivals = {identifier: list(times) for identifier, times in self.arrivals.items()}
        for identifier, recipient in ledger.acknowledged.items():
            if recipient.endswith("@" + DOMAIN) and identifier not in arrivals:
                errors.append(f"{identifier} for {recipient} was acknowledged and did not arrive")
        for identifier, times in arrivals.items():
            for first, again in zip(times, times[1:]):
                if not any(begun - RECORDED_SECONDS < first < over and begun < again for begun, over in troubles):
                    errors.append(f"{identifier} came again {again - first:.1f} s after it had been taken")
        return errors


class Dialogue(socketserver.StreamRequestHandler):
    """One connection."""

    def say(self, text):
        self.wfile.write((text + "\r\n").encode())

    def handle(self):
        try:
            self.say("220 next.test ESMTP")
            while True:
                line = self.rfile.readline(2048)
                verb = line[:4].upper()
                if not line:
                    return
                if verb == b"DATA":
                    self.say("354 go on")
                    if not self.data():
                        return
                elif verb == b"QUIT":
                    self.say("221 2.0.0 bye")
                    return
                elif verb == b"EHLO":
                    self.say("250-next.test\r\n250 8BITMIME")
                else:
                    self.say("250 2.0.0 ok")
        except OSError:
            pass  # the server was killed

    def data(self):
        octets = bytearray()
        while True:
            line = self.rfile.readline()
            if not line.endswith(b"\r\n"):
                return False
            if line == b".\r\n":
                break
            octets += line[1:] if line.startswith(b".") else line
        self.server.arrived(bytes(octets))
        self.say("250 2.0.0 taken")
        return True
