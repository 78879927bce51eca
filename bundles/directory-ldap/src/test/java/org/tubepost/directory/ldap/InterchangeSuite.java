// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.api.directory.EntryKind.DOMAIN;
import static org.tubepost.api.directory.EntryKind.GROUP;
import static org.tubepost.api.directory.EntryKind.USER;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.Interchange.Format;
import org.tubepost.api.directory.Interchange.ImportOptions;
import org.tubepost.api.directory.Interchange.Listener;
import org.tubepost.api.directory.Interchange.Progress;

/** Export and import, whichever server holds the entries and whichever schema they follow. */
abstract class InterchangeSuite extends ProvisionedServer {

    InterchangeSuite(Backend backend, String schema) {
        super(backend, schema);
    }

    private final List<String> wrong = new ArrayList<>();

    private Progress load(
            Administrator who, Format format, String domain, boolean dry, boolean goOn, String text)
            throws Exception {
        wrong.clear();
        return admin.interchange()
                .importFrom(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                        new ImportOptions(format, domain, dry, goOn),
                        who,
                        new Listener() {
                            @Override
                            public void refused(long line, long column, String reason) {
                                wrong.add(line + ":" + column + " " + reason);
                            }

                            @Override
                            public boolean goOn(Progress soFar) {
                                return true;
                            }
                        });
    }

    private String dump(Format format, String domain, Administrator who) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        admin.interchange().exportTo(out, format, domain, who);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void csvMakesUsersOnceAndTellsWhereItIsWrong() throws Exception {
        String here = domain();
        String csv =
                """
                uid,cn,userPassword,mailQuota,mailAlternateAddress
                eve,Eve,secret,1G,e1@%1$s|e2@%1$s
                bad,Bad,,lots,
                mal,Mal,,,ada@%1$s
                odd,Odd
                max,Max,,,
                """
                        .formatted(here);
        assertThat(load(ROOT, Format.CSV, here, true, true, csv))
                .isEqualTo(new Progress(2, 0, 0, 3));
        assertThat(directory.accounts(here)).hasSize(1);
        assertThat(load(ROOT, Format.CSV, here, false, true, csv))
                .isEqualTo(new Progress(2, 0, 0, 3));
        assertThat(wrong)
                .hasSize(3)
                .anyMatch(w -> w.startsWith("3:10 mailQuota: 'lots'"))
                .anyMatch(
                        w -> w.startsWith("4:11 mailAlternateAddress: 'ada@" + here + "' is taken"))
                .anyMatch(w -> w.startsWith("5:5 2 cells"));
        Account eve = account("e2@" + here);
        assertThat(eve.uid()).isEqualTo("eve");
        assertThat(directory.checkPassword(eve, "secret".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(load(ROOT, Format.CSV, here, false, true, csv))
                .isEqualTo(new Progress(0, 0, 2, 3));
        assertThat(load(ROOT, Format.CSV, here, false, true, csv.replace("1G", "2G")))
                .isEqualTo(new Progress(0, 0, 1, 4));
        assertThat(wrong).anyMatch(w -> w.contains("exists already and is different in this"));
        Progress stopped =
                load(ROOT, Format.CSV, here, false, false, csv.replace("max,Max", "may,May"));
        assertThat(stopped.refused()).isPositive();
    }

    @Test
    void dryRunSeesWhatTheTextItselfClaimsTwice() throws Exception {
        String here = domain();
        String csv = "uid,mailAlternateAddress\neve,x@%1$s\nmax,x@%1$s\n".formatted(here);
        assertThat(load(ROOT, Format.CSV, here, true, true, csv))
                .isEqualTo(new Progress(1, 0, 0, 1));
        assertThat(wrong)
                .containsExactly(
                        "3:5 mailAlternateAddress: another entry of this text has it, too");
        assertThat(load(ROOT, Format.CSV, here, false, true, csv))
                .isEqualTo(new Progress(1, 0, 0, 1));
    }

    @Test
    void domainThatIsExportedPurgedAndImportedIsTheSame() throws Exception {
        String here = domain();
        admin.add(
                ROOT,
                USER,
                "eve@" + here,
                Map.of("cn", List.of("Éve, x"), "userPassword", List.of("secret")));
        admin.add(ROOT, GROUP, "team@" + here, Map.of("member", List.of("ada@" + here)));
        String before = dump(Format.LDIF, here, ROOT);
        assertThat(load(ROOT, Format.LDIF, "", false, false, before).added()).isZero();
        admin.delete(ROOT, DOMAIN, here);
        admin.purge(ROOT, DOMAIN, here, "", Duration.ZERO);
        assertThat(load(ROOT, Format.LDIF, "", true, true, before).refused()).isZero();
        assertThat(directory.domain(here)).isEmpty();
        Progress again = load(ROOT, Format.LDIF, "", false, true, before);
        assertThat(wrong).isEmpty();
        assertThat(again.added()).isPositive();
        assertThat(dump(Format.LDIF, here, ROOT).lines().sorted())
                .containsExactlyElementsOf(before.lines().sorted().toList());
        assertThat(dump(Format.CSV, here, ROOT)).contains("\"Éve, x\"").contains("{SSHA512}");
        assertThat(load(ROOT, Format.CSV, here, false, false, dump(Format.CSV, here, ROOT)))
                .isEqualTo(new Progress(0, 0, 2, 0));
    }

    @Test
    void ldifChangesAreCheckedAndBoundedLikeCommands() throws Exception {
        String here = domain();
        String other = domain();
        admin.grant(ROOT, "ada@" + here, Administrator.Role.DOMAIN);
        Administrator who = admin.administrator("ada@" + here);
        String ldif =
                """
                dn: uid=ada,ou=People,%1$s
                changetype: modify
                replace: mailQuota
                mailQuota: %3$s
                -

                dn: uid=ada,ou=People,%2$s
                changetype: modify
                replace: mailQuota
                mailQuota: 1G
                -

                dn: cn=Domain Administrators,ou=Groups,%1$s
                changetype: modify
                add: uniqueMember
                uniqueMember: uid=eve,ou=People,%1$s
                -

                dn: uid=ada,ou=People,%2$s
                changetype: delete

                """;
        Progress bounded =
                load(
                        who,
                        Format.LDIF,
                        "",
                        false,
                        true,
                        ldif.formatted(base(here), base(other), "7M"));
        assertThat(bounded).isEqualTo(new Progress(0, 1, 0, 3));
        assertThat(wrong).allMatch(w -> w.contains("only and may not"));
        assertThat(account("ada@" + here).quotaBytes()).isEqualTo(7L << 20);
        assertThat(account("ada@" + other).status()).hasToString("ACTIVE");
        Progress all =
                load(
                        ROOT,
                        Format.LDIF,
                        "",
                        false,
                        true,
                        ldif.formatted(base(here), base(other), "x"));
        assertThat(all).isEqualTo(new Progress(0, 3, 0, 1));
        assertThat(wrong).singleElement().asString().startsWith("4:12 mailQuota: 'x' is no quota");
        assertThat(account("ada@" + other).status()).hasToString("DELETED");
        assertThat(dump(Format.LDIF, here, who)).doesNotContain("userpassword");
    }

    @Test
    void manyUsersAreImportedSideBySideAndNoneTwice() throws Exception {
        String here = domain();
        StringBuilder csv = new StringBuilder("uid,cn\n");
        for (int i = 0; i < 300; i++) {
            csv.append("user").append(i).append(",User ").append(i).append('\n');
        }
        csv.append(csv.substring(csv.indexOf("\n") + 1));
        assertThat(load(ROOT, Format.CSV, here, false, false, csv.toString()))
                .isEqualTo(new Progress(300, 0, 300, 0));
        List<DirectoryRecord> users = admin.list(ROOT, EntryKind.USER, here, Map.of());
        assertThat(users).hasSize(301);
    }
}
