# SPDX-License-Identifier: Apache-2.0
"""What the scripts beside this file share: senders that remember what was acknowledged, and a check of
mailboxes against that. Python's own libraries only."""

import hashlib
import imaplib
import os
import random
import re
import smtplib
import subprocess
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOMAIN = "example.com"
USERS = [f"{name}@{DOMAIN}" for name in ("alice", "bob", "carol")]
PASSWORD = "load-test-password"
# Large mailboxes are read in one go.
imaplib._MAXLINE = 100_000_000


class Server:
    """A server in a home of its own, driven through the launcher as a user would."""

    def __init__(self, home, offset):
        self.home = home
        self.offset = offset
        self.environment = dict(os.environ, TUBEPOST_DEMO_PASSWORD=PASSWORD, TUBEPOST_NO_BUILD="1")

    def launcher(self, *arguments, check=True):
        done = subprocess.run([os.path.join(ROOT, "tubepost"), *arguments], env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(f"tubepost {' '.join(arguments)}: {done.returncode}\n{done.stdout}")
        return done.stdout

    def start(self):
        # A home that was started before has its domain and users.
        known = os.path.exists(os.path.join(self.home, "etc", "tubepost.properties"))
        return self.launcher("run", *([] if known else ["--demo"]), "--daemon", "--home", self.home,
                             "--port-offset", str(self.offset))

    def stop(self):
        return self.launcher("stop", "--home", self.home, check=False)

    def shell(self, *command):
        return self.launcher("shell", "--home", self.home, *command)

    def pid(self):
        with open(os.path.join(self.home, "data", "tubepost.pid")) as file:
            return int(file.read())

    def wait_for_empty_queue(self, seconds=120):
        end = time.time() + seconds
        while time.time() < end:
            if len(self.shell("queue:list").strip().splitlines()) <= 1:
                return
            time.sleep(0.2)
        raise RuntimeError("the queue does not drain:\n" + self.shell("queue:list"))


class Ledger:
    """What was sent, by identifier: acknowledged with 250, refused for ever, or in doubt."""

    def __init__(self):
        self.lock = threading.Lock()
        self.acknowledged = {}
        self.permanent = []
        self.refused_connections = []
        self.temporary = 0
        self.next = 0

    def new_id(self):
        with self.lock:
            self.next += 1
            return f"m{self.next:07d}"


def message(identifier, sender, recipient):
    body = os.urandom(random.choice([60, 300, 1500, 9000])).hex()
    lines = "\r\n".join(body[i:i + 76] for i in range(0, len(body), 76)) + "\r\n"
    digest = hashlib.sha256(lines.encode()).hexdigest()
    return (f"From: <{sender}>\r\nTo: <{recipient}>\r\nSubject: {identifier}\r\n"
            f"X-Load-Id: {identifier}\r\nX-Load-Digest: {digest}\r\n\r\n{lines}").encode()


class Sender(threading.Thread):
    """Sends messages over one connection after another, several on each."""

    def __init__(self, server, ledger, stop, quota=None, pause=0, recipients=tuple(USERS)):
        super().__init__(daemon=True)
        self.server, self.ledger, self.stop, self.quota, self.pause = server, ledger, stop, quota, pause
        self.recipients = recipients

    def run(self):
        sent = 0
        while not self.stop.is_set() and (self.quota is None or sent < self.quota):
            try:
                smtp = smtplib.SMTP("127.0.0.1", 25 + self.server.offset, "load.test", timeout=60)
            except smtplib.SMTPException:
                self.ledger.temporary += 1
                continue
            except OSError as refused:
                if not self.stop.is_set():
                    with self.ledger.lock:
                        self.ledger.refused_connections.append(repr(refused))
                time.sleep(0.05)
                continue
            try:
                for _ in range(50):
                    if self.stop.is_set() or (self.quota is not None and sent >= self.quota):
                        break
                    sent += self.send_one(smtp)
                    time.sleep(self.pause)
            except (smtplib.SMTPException, OSError):
                with self.ledger.lock:
                    self.ledger.temporary += 1
            finally:
                try:
                    smtp.quit()
                except (smtplib.SMTPException, OSError):
                    smtp.close()

    def send_one(self, smtp):
        identifier = self.ledger.new_id()
        recipient = random.choice(self.recipients)
        try:
            smtp.sendmail("bob@example.com", [recipient], message(identifier, "bob@example.com", recipient))
        except smtplib.SMTPRecipientsRefused as refused:
            code = list(refused.recipients.values())[0][0]
            return self.failed(identifier, code, refused)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            return self.failed(identifier, refused.smtp_code, refused)
        with self.ledger.lock:
            self.ledger.acknowledged[identifier] = recipient
        return 1

    def failed(self, identifier, code, why):
        with self.ledger.lock:
            if 500 <= code:
                self.ledger.permanent.append(f"{identifier}: {why}")
            else:
                self.ledger.temporary += 1
        if code == 421:
            raise smtplib.SMTPServerDisconnected("server ends")
        return 0


class Mailboxes:
    """What the users have. Messages are read once; every later look checks that they are still there, and
    reads what has come since."""

    PIECE = 500

    def __init__(self, server):
        self.server = server
        self.forget()

    def forget(self):
        """The next look reads everything."""
        self.known = {user: {} for user in USERS}

    def look(self):
        """All messages by identifier with the places where they are, and what is wrong: torn ones, UIDs
        that do not ascend, messages that are gone."""
        places, errors = {}, []
        for user in USERS:
            imap = imaplib.IMAP4("127.0.0.1", 143 + self.server.offset)
            imap.login(user, PASSWORD)
            imap.select("INBOX", readonly=True)
            self.look_at(user, imap, errors)
            imap.logout()
            for uid, identifier in self.known[user].items():
                if identifier:
                    places.setdefault(identifier, []).append((user, uid))
        return places, errors

    def look_at(self, user, imap, errors):
        known = self.known[user]
        uids = [int(uid) for uid in imap.uid("SEARCH", "ALL")[1][0].split()]
        if uids != sorted(set(uids)):
            errors.append(f"{user}: UIDs do not ascend: {uids}")
        for gone in sorted(known.keys() - set(uids)):
            errors.append(f"{user} UID {gone}: {known.pop(gone)} is gone")
        new = [uid for uid in uids if uid not in known]
        if new and known and new[0] < max(known):
            errors.append(f"{user} UID {new[0]}: came behind {max(known)}")
        for first in range(0, len(new), self.PIECE):
            some = new[first:first + self.PIECE]
            _, data = imap.uid("FETCH", f"{some[0]}:{some[-1]}", "(UID BODY.PEEK[])")
            for item in data:
                if isinstance(item, tuple):
                    uid = int(re.search(rb"UID (\d+)", item[0]).group(1))
                    known[uid] = self.identify(f"{user} UID {uid}", item[1], errors)
            errors += [f"{user} UID {uid}: cannot be read" for uid in some if uid not in known]

    @staticmethod
    def identify(where, octets, errors):
        """The identifier of a whole message of a Sender; None for others."""
        header, _, body = octets.partition(b"\r\n\r\n")
        identifier = re.search(rb"^X-Load-Id: (\S+)", header, re.M)
        digest = re.search(rb"^X-Load-Digest: (\S+)", header, re.M)
        if not identifier or not digest:
            if b"X-Load" in octets or b"Mail Delivery" not in header:
                errors.append(f"{where}: torn header {header[:200]!r}")
            return None
        if hashlib.sha256(body).hexdigest() != digest.group(1).decode():
            errors.append(f"{where}: torn body")
        return identifier.group(1).decode()


def check(mailboxes, ledger):
    """Compares the mailboxes with the ledger; returns what is wrong."""
    places, errors = mailboxes.look()
    for identifier, recipient in ledger.acknowledged.items():
        if recipient not in USERS:
            continue  # it went on
        found = places.get(identifier, [])
        if len(found) != 1:
            errors.append(f"{identifier} for {recipient} was acknowledged and is in {found}")
        elif found[0][0] != recipient:
            errors.append(f"{identifier} for {recipient} is in {found}")
    for identifier, found in places.items():
        if len(found) > 1 and identifier not in ledger.acknowledged:
            errors.append(f"{identifier} was not acknowledged and is in {found}")
    return errors
