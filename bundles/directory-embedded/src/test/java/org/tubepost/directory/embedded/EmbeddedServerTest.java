// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    @TempDir Path folder;

    private record Settings(String directory) implements EmbeddedSettings {
        @Override
        public String address() {
            return "127.0.0.1";
        }

        @Override
        public int port() {
            return -1;
        }

        @Override
        public String[] suffixes() {
            return new String[] {"o=tubepost"};
        }

        @Override
        public String rootDn() {
            return "cn=Directory Manager";
        }

        @Override
        public int maxConnections() {
            return 50;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return EmbeddedSettings.class;
        }
    }

    private EmbeddedServer start(Path in) throws Exception {
        return new EmbeddedServer(new Settings(in.toString()));
    }

    private LDAPConnection root(EmbeddedServer server) throws Exception {
        String password = Files.readString(folder.resolve("password"));
        return new LDAPConnection("127.0.0.1", server.port(), "cn=Directory Manager", password);
    }

    private static Entry user(String uid) {
        return new Entry(
                "uid=" + uid + ",o=tubepost",
                new Attribute(
                        "objectClass",
                        "top",
                        "person",
                        "organizationalPerson",
                        "inetOrgPerson",
                        "inetUser",
                        "inetMailUser",
                        "inetLocalMailRecipient"),
                new Attribute("uid", uid),
                new Attribute("cn", uid),
                new Attribute("sn", uid),
                new Attribute("mail", uid + "@example.com"),
                new Attribute("userPassword", "secret-" + uid));
    }

    @Test
    void entriesOfOurSchemaAreTakenAndOthersRefused() throws Exception {
        EmbeddedServer server = start(folder);
        try (LDAPConnection root = root(server)) {
            root.add(user("alice"));
            assertThat(
                            root.search("o=tubepost", SearchScope.SUB, "(mail=ALICE@example.com)")
                                    .getEntryCount())
                    .isEqualTo(1);
            Entry odd = user("odd");
            odd.addAttribute("noSuchAttribute", "x");
            assertThatThrownBy(() -> root.add(odd))
                    .isInstanceOfSatisfying(
                            LDAPException.class,
                            e ->
                                    assertThat(e.getResultCode())
                                            .isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION));
        } finally {
            server.close();
        }
    }

    @Test
    void usersBindWithTheirPasswordAndReadOnlyThemselves() throws Exception {
        EmbeddedServer server = start(folder);
        try (LDAPConnection root = root(server)) {
            root.add(user("alice"));
            root.add(user("bob"));
            assertThat(root.getEntry("uid=alice,o=tubepost").getAttributeValue("userPassword"))
                    .startsWith("{SSHA512}");
            try (LDAPConnection alice =
                    new LDAPConnection(
                            "127.0.0.1", server.port(), "uid=alice,o=tubepost", "secret-alice")) {
                assertThat(alice.getEntry("uid=alice,o=tubepost")).isNotNull();
                assertThatThrownBy(() -> alice.search("o=tubepost", SearchScope.SUB, "(uid=bob)"))
                        .isInstanceOf(LDAPException.class);
                assertThatThrownBy(() -> alice.delete("uid=bob,o=tubepost"))
                        .isInstanceOf(LDAPException.class);
            }
            assertThatThrownBy(
                            () ->
                                    new LDAPConnection(
                                            "127.0.0.1",
                                            server.port(),
                                            "uid=alice,o=tubepost",
                                            "wrong"))
                    .isInstanceOf(LDAPException.class);
            try (LDAPConnection nobody = new LDAPConnection("127.0.0.1", server.port())) {
                assertThatThrownBy(() -> nobody.search("o=tubepost", SearchScope.SUB, "(uid=*)"))
                        .isInstanceOf(LDAPException.class);
            }
        } finally {
            server.close();
        }
    }

    @Test
    void hashesThatProvisioningWritesAreAcceptedByBind() throws Exception {
        EmbeddedServer server = start(folder);
        byte[] salt = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        java.security.MessageDigest digest = java.security.MessageDigest.getInstance("SHA-512");
        digest.update("pass word".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] hash = digest.digest(salt);
        byte[] stored = java.util.Arrays.copyOf(hash, hash.length + salt.length);
        System.arraycopy(salt, 0, stored, hash.length, salt.length);
        try (LDAPConnection root = root(server)) {
            Entry carol = user("carol");
            carol.setAttribute(
                    "userPassword",
                    "{SSHA512}" + java.util.Base64.getEncoder().encodeToString(stored));
            root.add(carol);
            root.bind("uid=carol,o=tubepost", "pass word");
        } finally {
            server.close();
        }
    }

    /** A copy of the files while the server runs is what a power cut leaves. */
    @Test
    void answeredChangesSurviveACrash() throws Exception {
        Path crashed = folder.resolve("crashed");
        EmbeddedServer server = start(folder);
        try (LDAPConnection root = root(server)) {
            root.add(user("alice"));
            root.add(user("bob"));
            root.modify(
                    "uid=bob,o=tubepost",
                    new Modification(ModificationType.REPLACE, "mailQuota", "5M"));
            root.delete("uid=alice,o=tubepost");
            copy(folder, crashed);
        } finally {
            server.close();
        }
        EmbeddedServer again = start(crashed);
        try (LDAPConnection root =
                new LDAPConnection(
                        "127.0.0.1",
                        again.port(),
                        "cn=Directory Manager",
                        Files.readString(crashed.resolve("password")))) {
            assertThat(root.getEntry("uid=alice,o=tubepost")).isNull();
            assertThat(root.getEntry("uid=bob,o=tubepost").getAttributeValue("mailQuota"))
                    .isEqualTo("5M");
        } finally {
            again.close();
        }
    }

    @Test
    void snapshotsReplaceALongHistory() throws Exception {
        EmbeddedServer server = start(folder);
        try (LDAPConnection root = root(server)) {
            for (int i = 0; i < 1_100; i++) {
                root.add(user("user" + i));
            }
        } finally {
            server.close();
        }
        start(folder).close();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(f -> f.toString().endsWith(".ldif"))).hasSize(1);
        }
        EmbeddedServer again = start(folder);
        try (LDAPConnection root = root(again)) {
            assertThat(root.search("o=tubepost", SearchScope.SUB, "(uid=*)").getEntryCount())
                    .isEqualTo(1_100);
        } finally {
            again.close();
        }
    }

    @Test
    void passwordOfTheRootIsRandomAndReadableByItsOwnerOnly() throws Exception {
        start(folder).close();
        Path file = folder.resolve("password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).hasSizeGreaterThan(30);
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to.resolve("log"));
        Files.copy(from.resolve("password"), to.resolve("password"));
        try (Stream<Path> files = Files.list(from.resolve("log"))) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".log")) {
                    Files.copy(file, to.resolve("log").resolve(file.getFileName()));
                }
            }
        }
    }
}
