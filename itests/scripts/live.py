# SPDX-License-Identifier: Apache-2.0
"""How a server does while it is loaded. Python's own libraries only."""

import imaplib
import random
import smtplib
import time

from load import PASSWORD


def resident(server):
    """Resident memory in mebibytes."""
    with open(f"/proc/{server.pid()}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024


class LiveUser:
    """Somebody who reads what is sent to them. Logged in from the beginning, as mail programs are."""

    def __init__(self, server, user):
        self.server, self.user = server, user
        self.imap = imaplib.IMAP4("127.0.0.1", 143 + server.offset)
        self.imap.login(user, PASSWORD)
        self.imap.select("INBOX")

    def wait(self):
        """Seconds from the start of a submission until the message can be read over IMAP."""
        subject = f"live {random.random()}"
        begun = time.monotonic()
        with smtplib.SMTP("127.0.0.1", 25 + self.server.offset, "load.test") as smtp:
            smtp.sendmail("x@sender.test", [self.user], f"Subject: {subject}\r\n\r\nstill alive\r\n")
        while not self.imap.search(None, "SUBJECT", f'"{subject}"')[1][0]:
            if time.monotonic() - begun > 60:
                raise RuntimeError("a message to a live user did not arrive within a minute")
            self.imap.noop()
        return time.monotonic() - begun

    def waits(self):
        """The median of five, and the longest."""
        found = sorted(self.wait() for _ in range(5))
        return found[2], found[-1]

    def close(self):
        self.imap.logout()
