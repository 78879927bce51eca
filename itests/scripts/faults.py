# SPDX-License-Identifier: Apache-2.0
"""What goes wrong under a server while it is under load, and how a server must take it. Each fault has

    strike(server, ledger)  under load, just before the kill; returns what is wrong
    clear(server)           after the kill, before the server is started again
    settle(server)          after the start, before the queue must become empty
    close()                 at the end

and raises Missing where it cannot be had."""

import errno
import os
import random
import struct
import subprocess
import threading
import time

from load import Sender

HERE = os.path.dirname(os.path.abspath(__file__))
# The journal keeps 64 MiB for itself and takes nothing below that and a part of a segment.
VOLUME_MEBIBYTES = 256
HOUR = 3600


class Missing(Exception):
    """What a fault needs is not on this machine."""


class Fault:
    """None at all: only the kill."""

    name = "kill"

    def strike(self, server, ledger):
        return []

    def clear(self, server):
        pass

    def settle(self, server):
        pass

    def close(self):
        pass


def is_taken(server, ledger, seconds=60):
    """True once the server takes a message."""
    before = len(ledger.acknowledged)
    stop = threading.Event()
    sender = Sender(server, ledger, stop, quota=1, pause=0.2)
    sender.start()
    end = time.monotonic() + seconds
    while len(ledger.acknowledged) == before and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    return len(ledger.acknowledged) > before


class DiskFull(Fault):
    """The queue lies on a small volume of its own that another file fills up: the server must refuse for
    now, and take mail again when the file is gone. Every second time it is killed while the volume is full."""

    name = "disk-full"

    def __init__(self, server):
        folder = os.path.join(server.home, "data", "queue")
        self.folder = folder
        self.filler = os.path.join(folder, "filler.tmp")
        os.makedirs(folder, exist_ok=True)
        try:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={VOLUME_MEBIBYTES}m", "tubepost-kill", folder],
                           check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as refused:
            raise Missing(f"no volume can be mounted: {getattr(refused, 'stderr', '') or refused}") from refused

    def strike(self, server, ledger):
        errors = []
        temporary = ledger.temporary
        self.fill()
        time.sleep(random.uniform(1.0, 2.0))
        if ledger.temporary == temporary:
            errors.append("a full volume refused nothing")
        if random.random() < 0.5:
            self.free()
            if not is_taken(server, ledger):
                errors.append("nothing is taken though there is room again")
        return errors

    def fill(self):
        """Writes until nothing more fits, the server's reserve included."""
        with open(self.filler, "ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1 << 20))
            except OSError:
                pass

    def free(self):
        if os.path.exists(self.filler):
            os.remove(self.filler)

    def clear(self, server):
        self.free()

    def close(self):
        subprocess.run(["umount", self.folder], check=False)


class Shim:
    """The library of faults.c, loaded into a server and told what to do through a file."""

    LAYOUT = struct.Struct("qq240s")

    def __init__(self, server):
        library = os.path.join(server.home, "faults.so")
        try:
            subprocess.run(["cc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library,
                            os.path.join(HERE, "faults.c"), "-ldl", "-lpthread"],
                           check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as refused:
            raise Missing(f"no C compiler: {getattr(refused, 'stderr', '') or refused}") from refused
        self.clock, self.reason, self.within = 0, 0, ""
        self.file = open(os.path.join(server.home, "faults"), "wb", buffering=0)
        self.tell()
        server.environment.update(TUBEPOST_FAULTS=self.file.name, LD_PRELOAD=library)

    def tell(self):
        self.file.seek(0)
        self.file.write(self.LAYOUT.pack(self.clock, self.reason, self.within.encode()))

    def set_back(self, seconds):
        self.clock -= seconds
        self.tell()

    def fail_syncs(self, within):
        self.reason, self.within = errno.EIO, within
        self.tell()

    def end_syncs_fail(self):
        self.reason = 0
        self.tell()


class SyncFails(Fault):
    """fsync fails with EIO: of every file, or of those of one journal. After that the queue must acknowledge
    nothing, not even when fsync works again, until the server is started again; a store must take nothing,
    so that what is delivered to it stays queued."""

    name = "sync-fails"
    JOURNALS = ["/", "/data/queue/", "/data/store/", "/data/partition/"]

    def __init__(self, shim):
        self.shim = shim

    def strike(self, server, ledger):
        within = random.choice(self.JOURNALS)
        self.shim.fail_syncs(within)
        # What was durable before may be on its way to its sender still.
        time.sleep(1.0)
        if within not in ("/", "/data/queue/"):
            time.sleep(random.uniform(0, 1.0))
            return []
        errors = self.silence(ledger, "while fsync fails")
        if random.random() < 0.5:
            self.shim.end_syncs_fail()
            errors += self.silence(ledger, "by a queue whose fsync has failed")
        return [f"{within}: {error}" for error in errors]

    @staticmethod
    def silence(ledger, when):
        """Nothing may be acknowledged now, and senders must hear of it."""
        errors = []
        acknowledged, temporary = len(ledger.acknowledged), ledger.temporary
        time.sleep(random.uniform(0.7, 1.5))
        more = len(ledger.acknowledged) - acknowledged
        if more:
            errors.append(f"{more} messages were acknowledged {when}")
        if ledger.temporary == temporary:
            errors.append(f"nothing was refused for now {when}")
        return errors

    def clear(self, server):
        self.shim.end_syncs_fail()

    def settle(self, server):
        # What a store could not take waits for its next attempt.
        server.shell("queue:retry", "--all")


class ClockBack(Fault):
    """The clock is set back an hour under load, which must keep neither senders nor deliveries waiting, and
    another hour before the server is started again."""

    name = "clock-back"

    def __init__(self, shim):
        self.shim = shim

    def strike(self, server, ledger):
        self.shim.set_back(HOUR)
        errors = []
        if not is_taken(server, ledger, 20):
            errors.append("nothing is taken since the clock was set back")
        time.sleep(random.uniform(0.2, 1.0))
        return errors

    def clear(self, server):
        self.shim.set_back(HOUR)


def chosen(names, server):
    """The faults of these names; those of one library share it."""
    faults, shim = [], None
    try:
        for name in names:
            if name == Fault.name:
                faults.append(Fault())
            elif name == DiskFull.name:
                faults.append(DiskFull(server))
            else:
                shim = shim or Shim(server)
                faults.append({SyncFails.name: SyncFails, ClockBack.name: ClockBack}[name](shim))
    except Missing:
        for fault in faults:
            fault.close()
        raise
    return faults
