// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenLDAP's own clients against the embedded server. */
@Timeout(120)
class OpenLdapToolsTest {
    @TempDir Path folder;
    private Embedded server;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Slapd.program("ldapsearch").isPresent(), "ldap-utils is not installed");
        server = new Embedded(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private record Ran(int status, String output) {}

    private Ran run(String program, String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Slapd.program(program).orElseThrow() + ""));
        String password = Files.readString(server.passwordFile()).strip();
        command.addAll(List.of("-x", "-H", "ldap://127.0.0.1:" + server.port()));
        command.addAll(List.of("-D", server.rootDn(), "-w", password));
        command.addAll(List.of(arguments));
        Path given = Files.writeString(folder.resolve("input"), input);
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(given.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    private static String resource(String name) throws Exception {
        try (var file = OpenLdapToolsTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void entriesAreAddedFoundChangedAndDeleted() throws Exception {
        for (String file : List.of("schema1.ldif", "entries.ldif")) {
            Ran added = run("ldapadd", resource(file));
            assertThat(added.status()).as(added.output()).isZero();
        }
        String ada = "uid=ada,ou=People,o=example.org,o=tubepost";
        Ran found = run("ldapsearch", "", "-LLL", "-b", "o=tubepost", "(mail=ada@example.org)");
        assertThat(found.output()).startsWith("dn: " + ada).contains("aclGroupAddr: engines@");
        String change = "dn: " + ada + "\nchangetype: modify\nreplace: mailQuota\nmailQuota: 7M\n";
        assertThat(run("ldapmodify", change).status()).isZero();
        assertThat(run("ldapsearch", "", "-LLL", "-b", ada, "(mailQuota=7M)", "uid").output())
                .contains("uid: ada");
        assertThat(run("ldapdelete", "", ada).status()).isZero();
        assertThat(run("ldapsearch", "", "-b", ada).status()).isEqualTo(32);
    }

    @Test
    void whatTheSchemaDoesNotKnowIsRefused() throws Exception {
        Ran refused =
                run(
                        "ldapadd",
                        "dn: o=x,o=tubepost\nobjectClass: organization\no: x\nmailQuota: 1\n");
        assertThat(refused.status()).as(refused.output()).isEqualTo(65);
    }

    @Test
    void resultsComeInPages() throws Exception {
        run("ldapadd", resource("schema2.ldif"));
        Ran paged = run("ldapsearch", "", "-LLL", "-E", "pr=2/noprompt", "-b", "o=tubepost", "o=*");
        assertThat(paged.status()).as(paged.output()).isZero();
        assertThat(paged.output().split("\ndn: ", -1)).hasSize(6);
    }
}
