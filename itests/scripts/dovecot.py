# SPDX-License-Identifier: Apache-2.0
"""A private Dovecot for comparisons: configuration, users and mail in a folder of its own, loopback only,
Debian's defaults otherwise. Needs root, as Dovecot does. Written for Dovecot 2.3."""

import grp
import os
import pwd
import subprocess
import time

from processes import processor_seconds

DOVECOT = "/usr/sbin/dovecot"
PROTOCOLS = {"imap": "imapd", "pop3": "pop3d", "lmtp": "lmtpd"}
LIBRARY = "/usr/lib/dovecot"

LOCATIONS = {"maildir": "maildir:~/Maildir", "sdbox": "sdbox:~/sdbox", "mdbox": "mdbox:~/mdbox"}

# Whatever is not named is the default, fsync included. One address may have more connections of a user.
CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
listen = 127.0.0.1
protocols = imap pop3 lmtp
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = {location}
mail_max_userip_connections = 0
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    auto = create
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


def missing():
    """Debian's packages that a comparison needs and that are not there."""
    packages = [] if os.path.exists(DOVECOT) else ["dovecot-core"]
    return packages + [f"dovecot-{package}" for protocol, package in PROTOCOLS.items()
                       if not os.path.exists(os.path.join(LIBRARY, protocol))]


class Dovecot:
    def __init__(self, folder, mail_format, port, users, password):
        """Ports are three from `port` on."""
        self.name = mail_format
        self.folder = os.path.join(folder, mail_format)
        self.ports = {"imap": port, "pop3": port + 1, "lmtp": port + 2}
        self.users, self.password = users, password
        self.configuration = os.path.join(self.folder, "dovecot.conf")

    def start(self):
        owner = pwd.getpwnam("nobody")
        group = grp.getgrgid(owner.pw_gid)
        for name in ("", "run", "state", "mail"):
            os.makedirs(os.path.join(self.folder, name))
        # Above what is the mail's, Dovecot's own users must pass.
        os.chmod(self.folder, 0o755)
        os.chown(os.path.join(self.folder, "mail"), owner.pw_uid, group.gr_gid)
        with open(os.path.join(self.folder, "users"), "w") as file:
            file.writelines(f"{user}:{{PLAIN}}{self.password}\n" for user in self.users)
        os.chmod(os.path.join(self.folder, "users"), 0o644)
        with open(self.configuration, "w") as file:
            file.write(CONFIGURATION.format(folder=self.folder, location=LOCATIONS[self.name], uid=owner.pw_uid,
                                            gid=group.gr_gid, **self.ports))
        # Its processes keep what it prints to, so that must not be a pipe.
        words = os.path.join(self.folder, "start.log")
        with open(words, "w") as out:
            status = subprocess.run([DOVECOT, "-c", self.configuration], stdin=subprocess.DEVNULL, stdout=out,
                                    stderr=subprocess.STDOUT).returncode
        if status != 0:
            with open(words) as file:
                raise RuntimeError(f"dovecot: {status}\n{file.read()}")
        time.sleep(0.5)

    def pid(self):
        with open(os.path.join(self.folder, "run", "master.pid")) as file:
            return int(file.read())

    def stop(self):
        if os.path.exists(os.path.join(self.folder, "run", "master.pid")):
            subprocess.run(["/usr/bin/doveadm", "-c", self.configuration, "stop"], check=True)

    def seconds(self):
        return processor_seconds(self.pid())

    def collect(self):
        """Processes end when their sessions do; there is nothing to collect."""

    def heap(self):
        """It has none that could be told apart."""
        return None

    def log(self):
        """What its log has to say beside its daily work."""
        try:
            with open(os.path.join(self.folder, "dovecot.log")) as file:
                return "".join([line for line in file if "Info: " not in line][-10:])
        except OSError:
            return ""
