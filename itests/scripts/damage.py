# SPDX-License-Identifier: Apache-2.0
"""What can happen to the files of a store between a kill and the next start, and which messages it costs
by the formats of docs/journal.md and docs/partition-segments.md. Each damage is told as a Blow."""

import os
import random
import re
import shutil
import struct

MAGIC = 0x54504A52
SEGMENT_HEADER = 64
RECORD_HEADER = 40
CONTENT = 2
IDENTIFIER = re.compile(rb"^X-Load-Id: (\S+)", re.M)


class Record:
    """A record of a journal's file: where it is, and the messages in it."""

    def __init__(self, at, length, lsn, kind, payload):
        self.at, self.length, self.lsn, self.kind = at, length, lsn, kind
        self.end = at + RECORD_HEADER + length
        self.identifier = None
        if kind == CONTENT:
            found = IDENTIFIER.search(payload)
            self.identifier = found.group(1).decode() if found else None


def records(path):
    """The records of a file that is whole, apart from an end that was cut off."""
    with open(path, "rb") as file:
        octets = file.read()
    at = SEGMENT_HEADER
    while at + RECORD_HEADER <= len(octets):
        magic, _, _, length, lsn, _, kind = struct.unpack_from(">iiiiqqb", octets, at)
        end = at + RECORD_HEADER + length
        if magic != MAGIC or length < 0 or end > len(octets):
            return
        yield Record(at, length, lsn, kind, octets[at + RECORD_HEADER:end])
        at += (RECORD_HEADER + length + 7) & -8


class Blow:
    """One damage: to which file, from which octet to which, and the messages whose content it hits."""

    def __init__(self, how, path, first, end, lost=()):
        self.how, self.path, self.first, self.end, self.lost = how, path, first, end, set(lost)

    def __str__(self):
        some = sorted(self.lost)[:3]
        cost = f", hits {len(self.lost)} messages: {' '.join(some)}" if self.lost else ""
        return f"{self.how} {self.path} [{self.first}, {self.end}){cost}"


def flip(path):
    at = random.randrange(os.path.getsize(path))
    with open(path, "r+b") as file:
        file.seek(at)
        octet = file.read(1)[0]
        file.seek(at)
        file.write(bytes([octet ^ (1 << random.randrange(8))]))
    return at, at + 1


def tear(path):
    """A sector that was never written, or with what was in it before."""
    size = os.path.getsize(path)
    at = random.randrange(size) // 512 * 512
    length = min(512, size - at)
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(random.choice([bytes(length), os.urandom(length)]))
    return at, at + length


def cut(path):
    size = os.path.getsize(path)
    at = max(0, size - random.choice([1, 7, 100, 600, 5000, size]))
    os.truncate(path, at)
    return at, size


def delete(path):
    size = os.path.getsize(path)
    os.remove(path)
    return 0, size


def files(folder, suffix):
    if not os.path.isdir(folder):
        return []
    return [os.path.join(folder, name) for name in os.listdir(folder)
            if name.endswith(suffix) and os.path.getsize(os.path.join(folder, name))]


def hit(before, first, end, size):
    """Messages whose record, padding aside, has an octet in a region; the file's header belongs to none."""
    return {record.identifier for record in before
            if record.identifier and record.at < end and first < record.end}


class Home:
    """The files of a server that is down."""

    def __init__(self, home):
        self.store = os.path.join(home, "data", "store")
        self.partition = os.path.join(home, "data", "partition", "primary")

    def log(self, hows=(flip, flip, tear, cut, delete)):
        return self.strike(files(os.path.join(self.store, "log"), ".log"), hows)

    def copy(self):
        return self.strike(files(os.path.join(self.store, "log-copy"), ".log"), (flip, tear, cut, delete))

    def index(self):
        return self.strike(files(os.path.join(self.store, "index"), ".mv"), (flip, flip, tear, cut, delete))

    def places(self):
        return self.strike(files(os.path.join(self.partition, "index"), ".mv"), (flip, tear, cut, delete))

    def snapshot(self):
        return self.strike(files(os.path.join(self.store, "snapshots"), ".snapshot"), (flip, tear, cut, delete))

    def identity(self):
        return self.strike(files(self.store, "identity"), (flip, delete))

    def segment(self):
        found = files(os.path.join(self.partition, "log"), ".log")
        newest = max(found, default=None)
        # Every how for the others; a message in a file that is gone is gone.
        hows = (flip, flip, flip, tear, cut, delete)
        return self.strike([random.choice(found), newest] if found else [], hows)

    def indexes(self):
        """All that is derived, at once."""
        for folder in (os.path.join(self.store, "index"), os.path.join(self.partition, "index"),
                       os.path.join(self.store, "snapshots")):
            shutil.rmtree(folder, ignore_errors=True)
        return Blow("delete all of", "indexes", 0, 0)

    @staticmethod
    def strike(found, hows):
        if not found:
            return None
        path, how = random.choice(found), random.choice(hows)
        before = list(records(path)) if path.endswith(".log") else []
        size = os.path.getsize(path)
        first, end = how(path)
        return Blow(how.__name__, path, first, end, hit(before, first, end, size))
