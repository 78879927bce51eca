# SPDX-License-Identifier: Apache-2.0
"""Users who change everything in their mailboxes that IMAP lets them change, and remember what was
acknowledged when. Python's own libraries only."""

import math
import re
import smtplib
import threading
import time

from imapstate import Refused, Talk
from load import Ledger, message

FLAGS = ["\\Seen", "\\Flagged", "\\Answered", "\\Draft", "$Work", "Later"]
RIGHTS = ["lr", "lrs", "lrsw", "lrswi", "lrswipkxte", "lrswipkxtea", "l", "p"]
TEAM = "Team"


class Fate:
    """What happened to a message: steps with the moments at which they began and were acknowledged."""

    def __init__(self):
        self.taken = [0, math.inf]
        self.left = [math.inf, math.inf]
        # What is delivered has none.
        self.flags = [[0, 0, frozenset()]]
        self.sure_of_flags = True

    def flag(self, flags):
        step = [time.monotonic(), math.inf, frozenset(flags)]
        self.flags.append(step)
        return step

    def must_be(self, begun, ended):
        """True if it must be in a backup that began and ended then."""
        return self.taken[1] < begun and self.left[0] > ended

    def may_be(self, begun, ended):
        return self.taken[0] < ended and self.left[1] > begun

    def possible_flags(self, begun, ended):
        return [step[2] for number, step in enumerate(self.flags)
                if step[0] <= ended and not any(later[1] < begun for later in self.flags[number + 1:])]


class Fates(Ledger):
    """Messages by identifier. What SMTP takes may be anywhere between queue and mailbox."""

    def __init__(self):
        super().__init__()
        self.fates = {}

    def of(self, identifier):
        with self.lock:
            return self.fates.setdefault(identifier, Fate())

    def settle(self):
        """The queue is empty: what SMTP has taken is in mailboxes."""
        for identifier in self.acknowledged:
            fate = self.of(identifier)
            fate.taken[1] = min(fate.taken[1], time.monotonic())

    def check(self, accounts, begun, ended):
        """Compares what was acknowledged with what is there; gives what is wrong."""
        places, errors = {}, []
        for account in accounts.values():
            for identifier, place, flags in account.identifiers:
                places.setdefault(identifier, []).append((place, flags))
        for identifier, found in places.items():
            fate = self.of(identifier)
            if len(found) > 1:
                errors.append(f"{identifier} is there {len(found)} times: {found}")
            if not fate.may_be(begun, ended):
                errors.append(f"{identifier} is there and should not be: {found}")
            possible = fate.possible_flags(begun, ended)
            if fate.sure_of_flags and found[0][1] not in possible:
                errors.append(f"{identifier} has {set(found[0][1])}, not one of {possible}")
        for identifier, fate in list(self.fates.items()):
            if identifier not in places and fate.must_be(begun, ended):
                errors.append(f"{identifier} was acknowledged and is not there")
        return errors


class Deliverer(threading.Thread):
    """Delivers by LMTP: what is acknowledged is in a mailbox."""

    def __init__(self, server, users, fates, stop, chance, errors):
        super().__init__(daemon=True)
        self.server, self.users, self.fates, self.stop = server, users, fates, stop
        self.chance, self.errors, self.done = chance, errors, 0

    def run(self):
        try:
            with smtplib.LMTP("127.0.0.1", 24 + self.server.offset, "load.test", timeout=60) as lmtp:
                while not self.stop.is_set():
                    identifier, user = self.fates.new_id(), self.chance.choice(self.users)
                    fate = self.fates.of(identifier)
                    fate.taken[0] = time.monotonic()
                    lmtp.sendmail("x@sender.test", [user], message(identifier, "x@sender.test", user))
                    fate.taken[1] = time.monotonic()
                    self.done += 1
                    time.sleep(0.01)
        except (smtplib.SMTPException, OSError) as failed:
            self.errors.append(f"LMTP: {failed!r}")


class Client(threading.Thread):
    """A user at work. Nobody else takes messages out of their folders."""

    def __init__(self, server, user, users, fates, stop, chance, errors):
        super().__init__(daemon=True)
        self.server, self.user, self.fates, self.stop = server, user, fates, stop
        self.others = [other for other in users if other != user]
        self.chance, self.errors, self.done, self.selected = chance, errors, 0, None
        self.actions = {self.append: 8, self.flag: 10, self.move: 8, self.expunge: 4, self.create: 2,
                        self.rename: 2, self.delete: 1, self.rights: 4, self.annotate: 4, self.subscribe: 2,
                        self.visit: 3}

    def fill(self, messages):
        """Makes the mailbox that the load begins with."""
        self.talk = Talk(self.server, self.user)
        for name in (TEAM, "Projects/Old/Deep", "Projects/New", "Gr&APY-n"):
            self.talk.command(f"CREATE {name}")
        self.talk.command("DELETE Projects/Old")
        for other in self.others:
            self.talk.ok(f"SETACL {TEAM} {other} lrswi")
        for _ in range(messages):
            self.append()
        for _ in range(10):
            for action in (self.rights, self.annotate, self.subscribe, self.flag, self.expunge):
                action()
        self.talk.close()

    def run(self):
        try:
            self.talk, self.selected = Talk(self.server, self.user), None
            while not self.stop.is_set():
                kinds = list(self.actions)
                self.chance.choices(kinds, [self.actions[kind] for kind in kinds])[0]()
                self.done += 1
            self.talk.close()
        except (Refused, OSError, EOFError) as failed:
            self.errors.append(f"{self.user}: {failed!r}")

    def folder(self, fit=lambda name: True, selectable=True):
        found = self.talk.folders()
        names = [name for name, attributes in found.items()
                 if not name.strip('"').startswith("Shared Folders") and fit(name)
                 and not (selectable and attributes & {"\\Noselect", "\\NonExistent"})]
        return self.chance.choice(sorted(names)) if names else None

    def pick(self, most):
        """Some messages of some folder, which is selected: UIDs and fates."""
        folder = self.folder()
        if folder != self.selected:
            self.talk.ok(f"SELECT {folder}")
            self.selected = folder
        uids = self.talk.uids()
        return self.known(self.chance.sample(uids, min(len(uids), self.chance.randint(1, most))))

    def known(self, uids):
        if not uids:
            return {}
        asked = ",".join(map(str, uids))
        known = {}
        for line, literals in self.talk.ok(f"UID FETCH {asked} (UID BODY.PEEK[HEADER.FIELDS (X-Load-Id)])")[1]:
            identifier = literals and re.search(rb"X-Load-Id: (\S+)", literals[0])
            if identifier:
                known[int(re.search(rb"UID (\d+)", line).group(1))] = self.fates.of(identifier.group(1).decode())
        return known

    def some_flags(self):
        return self.chance.sample(FLAGS, self.chance.randrange(4))

    def append(self, folder=None):
        identifier, flags = self.fates.new_id(), self.some_flags()
        fate = self.fates.of(identifier)
        fate.taken[0] = time.monotonic()
        fate.flags.clear()
        step = fate.flag(flags)
        day, hour = self.chance.randint(1, 28), self.chance.randrange(24)
        date = f'"{day:02d}-Feb-2021 {hour:02d}:30:15 +0100"'
        target = folder or self.folder()
        self.talk.ok(f"APPEND {target} ({' '.join(flags)}) {date}", message(identifier, self.user, self.user))
        fate.taken[1] = step[1] = time.monotonic()
        fate.sure_of_flags = folder is None and target != TEAM

    def flag(self):
        known, flags = self.pick(5), self.some_flags()
        steps = [fate.flag(flags) for fate in known.values()]
        if known:
            self.talk.ok(f"UID STORE {','.join(map(str, known))} FLAGS.SILENT ({' '.join(flags)})")
        for step in steps:
            step[1] = time.monotonic()

    def move(self):
        known = self.pick(5)
        target = self.folder()
        if known and target != self.selected:
            for fate in known.values():
                # Others may flag there.
                fate.sure_of_flags &= TEAM not in (target, self.selected)
            self.talk.ok(f"UID MOVE {','.join(map(str, known))} {target}")

    def expunge(self):
        known = self.pick(3)
        if known:
            uids = ",".join(map(str, known))
            for fate in known.values():
                fate.left[0] = time.monotonic()
                fate.sure_of_flags = False
            self.talk.ok(f"UID STORE {uids} +FLAGS.SILENT (\\Deleted)")
            self.talk.ok(f"UID EXPUNGE {uids}")
            for fate in known.values():
                fate.left[1] = time.monotonic()

    def new_name(self):
        return "/".join(f"F{self.chance.randrange(4)}" for _ in range(self.chance.randint(1, 3)))

    @staticmethod
    def own(name):
        return re.fullmatch(r"F\d(/F\d)*|Projects/.*", name)

    def create(self):
        self.talk.command(f"CREATE {self.new_name()}")

    def rename(self):
        some = self.folder(lambda name: self.own(name) or name == "Gr&APY-n", selectable=False)
        if some:
            self.talk.command(f"RENAME {some} {self.new_name()}")
        self.selected = None

    def delete(self):
        some = self.folder(lambda name: re.fullmatch(r"F\d(/F\d)*|Gr&APY-n", name))
        if not some:
            return
        self.talk.ok(f"SELECT {some}")
        known = self.known(self.talk.uids())
        for fate in known.values():
            fate.left[0] = time.monotonic()
        self.talk.ok("UNSELECT")
        self.selected = None
        self.talk.ok(f"DELETE {some}")
        for fate in known.values():
            fate.left[1] = time.monotonic()

    def rights(self):
        some = self.folder(lambda name: name != TEAM, selectable=False)
        who = self.chance.choice(["", "-"]) + self.chance.choice([*self.others, "anyone", "nobody@example.com"])
        if self.chance.random() < 0.3:
            self.talk.ok(f"DELETEACL {some} {who}")
        else:
            self.talk.ok(f"SETACL {some} {who} {self.chance.choice(RIGHTS)}")

    def annotate(self, folder=None, kinds=("shared", "private")):
        some = folder or self.chance.choice(['""', self.folder(selectable=False)])
        kind = "private" if some == '""' else self.chance.choice(kinds)
        entry = f"/{kind}/{self.chance.choice(['comment', 'vendor/load/a', 'vendor/load/b'])}"
        if self.chance.random() < 0.3:
            self.talk.ok(f"SETMETADATA {some} ({entry} NIL)")
        else:
            value = "".join(chr(self.chance.randrange(35, 91)) for _ in range(self.chance.choice([0, 5, 300, 4000])))
            self.talk.ok(f'SETMETADATA {some} ({entry} "{value}")')

    def subscribe(self):
        name = self.chance.choice([self.folder(), self.new_name(), self.team()])
        self.talk.ok(f"{self.chance.choice(['SUBSCRIBE', 'UNSUBSCRIBE'])} {name}")

    def team(self):
        return f'"Shared Folders/User/{self.chance.choice(self.others)}/{TEAM}"'

    def visit(self):
        """Something in a folder of somebody else."""
        team = self.team()
        if self.chance.random() < 0.4:
            self.append(team)
        elif self.chance.random() < 0.5:
            self.annotate(team, kinds=("private",))
        else:
            self.talk.ok(f"SELECT {team}")
            self.selected = None
            self.talk.ok(f"UID STORE 1:* +FLAGS.SILENT ({self.chance.choice(FLAGS)})")
