// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that tell an administrator what the configuration says, or would say. */
@ExtendWith(DistributionExtension.class)
class MtaCommandsIT {
    private final Distribution server;
    private final Path etc;

    @TempDir Path folder;

    MtaCommandsIT(Distribution server) {
        this.server = server;
        this.etc = server.home().resolve("etc");
    }

    @Test
    void checkTellsWhatIsWrongWithAFileAndLoadsNothing() throws IOException {
        Path candidate = folder.resolve("mappings");
        Files.writeString(candidate, "SEND_ACCESS\n\n  *|*|*|$[x  $N\n");
        Distribution.Called checked = server.tryShell("mta:check", candidate.toString());
        assertThat(checked.status()).isNotZero();
        assertThat(checked.output())
                .containsPattern("mappings:3:\\d+: error: ")
                .contains("1 error");
        assertThat(server.shell("mta:check")).contains("no errors");
        Files.writeString(candidate, "SEND_ACCESS\n\n  *|*|*|x@*  $N\n");
        assertThat(server.shell("mta:check", candidate.toString())).contains("no errors");
        assertThat(server.shell("mta:test-mapping", "SEND_ACCESS", "'a|b|c|x@y'"))
                .contains("no entry");
    }

    @Test
    void diffReplaysTheLastEnvelopes() throws Exception {
        server.append("aliases", "differs: alice@example.com\n");
        server.talk(
                25,
                "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<differs@example.com>\r\nDATA\r\n"
                        + "Subject: envelope to replay\r\n\r\nx\r\n.\r\nQUIT\r\n");
        Path candidate = folder.resolve("aliases");
        Files.writeString(
                candidate,
                Files.readString(etc.resolve("aliases"))
                        .replace("differs: alice@", "differs: bob@"));
        assertThat(server.shell("mta:diff --last 1 " + candidate))
                .contains("<a@b.test>", "differs@example.com")
                .contains("alice@example.com on ims-ms", "bob@example.com on ims-ms")
                .contains("1 would go elsewhere");
        assertThat(server.shell("mta:diff --last 1 " + etc.resolve("aliases")))
                .contains("0 would go elsewhere");
    }

    @Test
    void explainShowsTheDecisionAndWhatTookPart() throws IOException {
        assertThat(server.shell("mta:explain --from-ip 192.0.2.7 a@b.test x@outside.test"))
                .contains("ORIG_SEND_ACCESS", "550 5.7.1 Relaying not permitted")
                .containsPattern("mappings:\\d+");
        assertThat(server.shell("mta:explain --from-ip 127.0.0.1 a@b.test x@outside.test"))
                .contains("INTERNAL_IP", "tcp_intranet", "x@outside.test on channel tcp_local")
                .containsPattern("answer.*250 2.1.5");
        assertThat(server.shell("mta:explain --from-ip 192.0.2.7 a@b.test alice@example.com"))
                .contains("alice@example.com on channel ims-ms")
                .containsPattern("imta.cnf:\\d+")
                .containsPattern("answer.*250 2.1.5");
    }

    @Test
    void testRewriteShowsRulesAndAllForms() throws IOException {
        assertThat(server.shell("mta:test-rewrite", "x@outside.test"))
                .contains("x@outside.test on channel tcp_local", "host tcp_local-daemon")
                .contains("envelope", "header", "as a recipient", "as a sender")
                .containsPattern("imta.cnf:\\d+");
        assertThat(server.shell("mta:test-rewrite", "'x@[127.0.0.1]'")).contains("on channel l");
    }

    @Test
    void testMappingShowsTheEntryAndItsAnswer() throws IOException {
        assertThat(server.shell("mta:test-mapping", "internal_ip", "127.0.0.1"))
                .contains("INTERNAL_IP 127.0.0.1", "flags Y")
                .containsPattern("mappings:\\d+");
        assertThat(server.shell("mta:test-mapping", "INTERNAL_IP", "192.0.2.1"))
                .contains("flags N");
    }

    @Test
    void testAccessAsksTheTablesInTheOrderOfTheDialogue() throws IOException {
        String outside =
                server.shell("mta:test-access --from-ip 192.0.2.7 a@b.test x@outside.test");
        assertThat(outside)
                .containsSubsequence(
                        "at connect", "at MAIL", "before aliases", "550 5.7.1", "after aliases");
        assertThat(server.shell("mta:test-access --channel tcp_intranet a@b.test x@outside.test"))
                .doesNotContain("550 ");
    }

    @Test
    void databaseIsCompiledAndAskedByTables() throws Exception {
        Path text = etc.resolve("general.txt");
        Files.writeString(text, "gold-joe  first\ngold-joe  second\n");
        Distribution.Called refused = server.tryShell("mta:database", text.toString());
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("general.txt:2:1", "not written");
        assertThat(etc.resolve("general.db")).doesNotExist();
        Files.writeString(text, "gold-joe  first\ngold-ann  second\n");
        assertThat(server.shell("mta:database", text.toString())).contains("general.db: 2 entries");
        server.configure(
                "mappings", "INTERNAL_IP\n\n", "X_GOLD\n\n  *  ${gold-$0}\n\nINTERNAL_IP\n\n");
        assertThat(server.shell("mta:test-mapping", "X_GOLD", "ann")).contains("\"second\"");
        assertThat(server.shell("mta:test-mapping", "X_GOLD", "eve")).contains("no entry");
    }
}
