# SPDX-License-Identifier: Apache-2.0
"""OpenLDAP's server (Debian's package slapd) as the only directory of a server under test. Python's own
libraries only."""

import os
import socket
import subprocess
import time

import load

SLAPD = "/usr/sbin/slapd"
SCHEMAS = "/etc/ldap/schema"
ROOT_DN = "cn=Directory Manager,o=tubepost"
ROOT_PASSWORD = "restart-test-root"
INDEXED = "objectClass,uid,mail,mailAlternateAddress,mailEquivalentAddress,sunPreferredDomain,associatedDomain"


def is_installed():
    return os.access(SLAPD, os.X_OK) and os.path.exists(os.path.join(SCHEMAS, "core.ldif"))


class Slapd:
    """OpenLDAP's server in a folder of its own, on loopback."""

    def __init__(self, folder, port):
        self.folder, self.port, self.process = folder, port, None
        self.configuration = os.path.join(folder, "config")
        for name in ("config", "data"):
            os.makedirs(os.path.join(folder, name))

    def fill(self, entries):
        text = ["dn: cn=config\nobjectClass: olcGlobal\n",
                "dn: cn=module,cn=config\nobjectClass: olcModuleList\nolcModulePath: /usr/lib/ldap\n"
                "olcModuleLoad: back_mdb\n",
                "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\n"]
        for schema in ("core", "cosine", "inetorgperson"):
            with open(os.path.join(SCHEMAS, schema + ".ldif")) as file:
                text.append(file.read())
        with open(os.path.join(load.ROOT, "etc", "schema", "tubepost.ldif")) as file:
            text.append(file.read())
        text.append(f"dn: olcDatabase={{1}}mdb,cn=config\nobjectClass: olcDatabaseConfig\n"
                    f"objectClass: olcMdbConfig\nolcDatabase: {{1}}mdb\nolcSuffix: o=tubepost\n"
                    f"olcRootDN: {ROOT_DN}\nolcRootPW: {ROOT_PASSWORD}\n"
                    f"olcDbDirectory: {os.path.join(self.folder, 'data')}\nolcDbMaxSize: 4294967296\n"
                    f"olcDbIndex: {INDEXED} eq\n")
        self.add("0", "\n".join(text))
        self.add("1", "\n".join(entries))

    def add(self, database, ldif):
        file = os.path.join(self.folder, f"add{database}.ldif")
        with open(file, "w") as out:
            out.write(ldif)
        quick = ["-q"] if database == "1" else []
        subprocess.run(["/usr/sbin/slapadd", *quick, "-n", database, "-F", self.configuration, "-l", file],
                       check=True)

    def start(self):
        self.process = subprocess.Popen([SLAPD, "-F", self.configuration, "-d", "0",
                                         "-h", f"ldap://127.0.0.1:{self.port}"])
        end = time.time() + 60
        while time.time() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("slapd does not answer")

    def kill(self):
        self.process.kill()
        self.process.wait()


def domain_entries(name):
    base = f"o={name},o=tubepost"
    yield (f"dn: {base}\nobjectClass: organization\nobjectClass: sunManagedOrganization\n"
           f"objectClass: mailDomain\no: {name}\nsunPreferredDomain: {name}\n")
    yield f"dn: ou=People,{base}\nobjectClass: organizationalUnit\nou: People\n"


def person(uid, domain):
    return (f"dn: uid={uid},ou=People,o={domain},o=tubepost\nobjectClass: inetOrgPerson\n"
            f"objectClass: inetUser\nobjectClass: inetMailUser\nobjectClass: inetLocalMailRecipient\n"
            f"uid: {uid}\ncn: {uid}\nsn: {uid}\nmail: {uid}@{domain}\n")


def use_slapd(server, slapd, port, domain):
    """Points the running server to slapd at a port, its own or a proxy's, and waits until it knows a domain."""
    password = os.path.join(slapd.folder, "password")
    with open(password, "w") as file:
        file.write(ROOT_PASSWORD)
    with open(os.path.join(server.home, "etc", "org.tubepost.directory.ldap.LdapSource.cfg"), "w") as file:
        file.write(f"servers = 127.0.0.1:{port}\nbindDn = {ROOT_DN}\npasswordFile = {password}\n")
    end = time.time() + 60
    while time.time() < end:
        if domain in server.launcher("shell", "--home", server.home, "directory:domain-list",
                                             check=False):
            server.shell("directory:flush")
            return
        time.sleep(1)
    raise RuntimeError("the server does not ask slapd")
