# SPDX-License-Identifier: Apache-2.0
"""Everything that users see over IMAP, so that two servers can be compared. Python's own libraries only."""

import hashlib
import re
import socket

from load import PASSWORD, Mailboxes

PIECE = 300
ENTRIES = " ".join(f"/{kind}/{entry}" for kind in ("private", "shared") for entry in ("comment", "vendor"))


class Refused(Exception):
    """A command was answered with NO or BAD."""


class Talk:
    """A conversation in IMAP. An answer is a list of untagged lines, each with the literals that are in it."""

    def __init__(self, server, user):
        self.socket = socket.create_connection(("127.0.0.1", 143 + server.offset), timeout=60)
        self.file = self.socket.makefile("rb")
        self.tag = 0
        self.file.readline()
        self.ok(f"LOGIN {user} {PASSWORD}")

    def command(self, text, literal=None):
        """The tagged line without its tag, and the untagged ones before it."""
        self.tag += 1
        line = f"t{self.tag} {text}".encode()
        if literal is not None:
            line += b" {%d+}\r\n" % len(literal) + literal
        self.socket.sendall(line + b"\r\n")
        untagged, mark = [], b"t%d " % self.tag
        while True:
            line, literals = self.line()
            if line.startswith(mark):
                return line[len(mark):].decode(), untagged
            untagged.append((line, literals))

    def ok(self, text, literal=None):
        result, untagged = self.command(text, literal)
        if not result.startswith("OK"):
            raise Refused(f"{text}: {result}")
        return result, untagged

    def line(self):
        text, literals = b"", []
        while True:
            part = self.file.readline()
            if not part.endswith(b"\n"):
                raise EOFError("the server has closed the connection")
            part = part.rstrip(b"\r\n")
            size = re.search(rb"\{(\d+)\}$", part)
            if not size:
                return text + part, literals
            text += part[:size.start()] + b"{}"
            literals.append(self.file.read(int(size.group(1))))

    def uids(self):
        """UIDs of the selected folder."""
        for line, _ in self.ok("UID SEARCH ALL")[1]:
            if line.startswith(b"* SEARCH"):
                return [int(uid) for uid in line.split()[2:]]
        raise Refused("SEARCH without an answer")

    def folders(self):
        """Names, as they are written in commands, and attributes."""
        found = {}
        for line, _ in self.ok('LIST "" "*" RETURN (SPECIAL-USE CHILDREN)')[1]:
            listed = re.match(rb'\* LIST \(([^)]*)\) "/" (.*)', line)
            if listed:
                name = listed.group(2).decode()
                plain = name.strip('"')
                found[name if " " in plain else plain] = frozenset(listed.group(1).decode().split())
        return found

    def close(self):
        self.socket.close()


def words(text):
    return frozenset(text.decode().split())


class Account:
    """What one user sees. In `same` everything must be equal on two servers; figures that only grow, and the
    order of changes, are compared by rules of their own."""

    def __init__(self, server, user, errors):
        self.user, self.errors = user, errors
        self.same, self.next, self.highest, self.changes, self.identifiers = {}, {}, {}, {}, []
        self.octets = 0
        talk = Talk(server, user)
        self.same["subscriptions"] = sorted(line for line, _ in talk.ok('LSUB "" "*"')[1])
        self.same["account"] = talk.ok('GETMETADATA (DEPTH infinity) "" (/private/comment /private/vendor)')[1]
        for name, attributes in talk.folders().items():
            self.same[name] = attributes
            self.said(talk, name)
            if not attributes & {"\\Noselect", "\\NonExistent"} and "r" in self.rights(talk, name):
                self.messages(talk, name)
        talk.close()

    def said(self, talk, name):
        for command in (f"MYRIGHTS {name}", f"GETACL {name}",
                        f"GETMETADATA (DEPTH infinity) {name} ({ENTRIES})"):
            result, untagged = talk.command(command)
            # What is refused is refused on both.
            self.same[command] = (result.split()[0], untagged)

    @staticmethod
    def rights(talk, name):
        told = [line for line, _ in talk.command(f"MYRIGHTS {name}")[1] if line.startswith(b"* MYRIGHTS")]
        return told[0].rpartition(b" ")[2].decode() if told else ""

    def messages(self, talk, name):
        figures = talk.ok(f"STATUS {name} (UIDVALIDITY UIDNEXT HIGHESTMODSEQ MESSAGES UNSEEN SIZE)")[1][0][0]
        number = {key.decode(): int(value) for key, value in re.findall(rb"([A-Z]+) (\d+)", figures)}
        self.next[name], self.highest[name] = number.pop("UIDNEXT"), number.pop("HIGHESTMODSEQ")
        self.same[f"figures of {name}"] = number
        talk.ok(f"EXAMINE {name}")
        uids = talk.uids()
        for first in range(0, len(uids), PIECE):
            some = uids[first:first + PIECE]
            for line, literals in talk.ok(f"UID FETCH {some[0]}:{some[-1]} (UID FLAGS INTERNALDATE SAVEDATE"
                                          " RFC822.SIZE MODSEQ BODY.PEEK[])")[1]:
                if b" FETCH (" in line:
                    self.message(name, line, literals[0] if literals else b"")

    def message(self, name, line, octets):
        uid = int(re.search(rb"UID (\d+)", line).group(1))
        flags = words(re.search(rb"FLAGS \(([^)]*)\)", line).group(1)) - {"\\Recent"}
        dates = re.findall(rb'(INTERNALDATE|SAVEDATE) ("[^"]*"|NIL)', line)
        size = int(re.search(rb"RFC822.SIZE (\d+)", line).group(1))
        modseq = int(re.search(rb"MODSEQ \((\d+)\)", line).group(1))
        if size != len(octets):
            self.errors.append(f"{self.user} {name} UID {uid}: {len(octets)} octets of {size}")
        self.same[name, uid] = (flags, sorted(dates), size, hashlib.sha256(octets).hexdigest())
        self.changes.setdefault(name, []).append((modseq, uid))
        self.octets += size
        identifier = Mailboxes.identify(f"{self.user} {name} UID {uid}", octets, self.errors)
        if identifier and not name.strip('"').startswith("Shared Folders/"):
            self.identifiers.append((identifier, f"{self.user} {name} {uid}", flags))


def state(server, users, errors):
    return {user: Account(server, user, errors) for user in users}


def compare(before, after, margin):
    """What is not the same on a server where everything was put back."""
    errors = []
    for user, old in before.items():
        new = after[user]
        for key in sorted(old.same.keys() | new.same.keys(), key=str):
            if old.same.get(key) != new.same.get(key):
                errors.append(f"{user}, {key}: {old.same.get(key)} became {new.same.get(key)}")
        for name in old.next.keys() & new.next.keys():
            if new.next[name] != old.next[name] + margin:
                errors.append(f"{user}, {name}: UIDNEXT {old.next[name]} became {new.next[name]}")
            if new.highest[name] <= old.highest[name]:
                errors.append(f"{user}, {name}: HIGHESTMODSEQ {old.highest[name]} became {new.highest[name]}")
            order = {uid: modseq for modseq, uid in new.changes.get(name, [])}
            changed = [order.get(uid, 0) for _, uid in sorted(old.changes.get(name, []))]
            if changed != sorted(changed):
                errors.append(f"{user}, {name}: changes are in another order")
    return errors
