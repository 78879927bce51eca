# SPDX-License-Identifier: Apache-2.0
"""A private Postfix for comparisons: configuration, queue and data in a folder of its own, loopback only,
Debian's defaults otherwise. Needs root, as Postfix does."""

import os
import pwd
import re
import subprocess
import time

from processes import processor_seconds

MASTER = "/usr/share/postfix/master.cf.dist"

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.test
mydestination =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{parked.test=HOLD}}, permit_mynetworks, reject
relayhost = [127.0.0.1]:{sink}
smtp_dns_support_level = disabled
smtp_host_lookup = native
"""


class Postfix:
    def __init__(self, folder, port, sink):
        self.folder, self.port, self.sink = folder, port, sink

    def start(self):
        os.chmod(self.folder, 0o711)
        for name in ("etc", "queue", "data"):
            os.makedirs(os.path.join(self.folder, name))
        owner = pwd.getpwnam("postfix")
        os.chown(os.path.join(self.folder, "data"), owner.pw_uid, owner.pw_gid)
        with open(os.path.join(self.folder, "etc", "main.cf"), "w") as file:
            file.write(MAIN.format(folder=self.folder, sink=self.sink))
        with open(MASTER) as file:
            services = file.read()
        # The listener on its port; nothing in a jail, whose files the package's own start script would copy.
        services = re.sub(r"(?m)^smtp( +)inet", f"127.0.0.1:{self.port}\\1inet", services)
        services = re.sub(r"(?m)^(\S+ +(?:inet|unix) +\S+ +\S+ +)[y-]", r"\1n", services)
        with open(os.path.join(self.folder, "etc", "master.cf"), "w") as file:
            file.write(services)
        self.call("postfix", "start")

    def call(self, program, *arguments):
        done = subprocess.run([f"/usr/sbin/{program}", "-c", os.path.join(self.folder, "etc"), *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{program} {' '.join(arguments)}: {done.returncode}\n{done.stdout}")

    def stop(self):
        self.call("postfix", "stop")

    def seconds(self):
        with open(os.path.join(self.folder, "queue", "pid", "master.pid")) as file:
            return processor_seconds(int(file.read()))

    def parked(self):
        return self.files("hold")

    def files(self, *queues):
        return sum(len(files) for queue in queues
                   for _, _, files in os.walk(os.path.join(self.folder, "queue", queue)))

    def clear(self):
        self.call("postsuper", "-d", "ALL")
        self.settle()

    def settle(self):
        end = time.time() + 120
        while self.files("incoming", "active", "deferred", "maildrop"):
            if time.time() > end:
                raise RuntimeError("the queue of Postfix does not drain")
            time.sleep(0.2)
