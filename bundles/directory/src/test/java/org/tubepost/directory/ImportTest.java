// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.api.directory.EntryKind.PACKAGE;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.Interchange.Progress;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;
import org.tubepost.auth.password.StoredPassword;

/** Imports obey the rules of the commands. */
@Timeout(60)
class ImportTest extends AdministeredDirectory {

    private List<DirectoryRecord> entry(String dn) throws Exception {
        return source.search(new SearchRequest(dn, Scope.BASE, "(objectClass=*)", List.of(), 1));
    }

    @Test
    void everyChangeOfAnAttributeIsLookedAt() throws Exception {
        Progress progress =
                load(
                        BOUNDED,
                        false,
                        "dn: " + MemorySource.dn("alice", "example.com"),
                        "changetype: modify",
                        "add: mailDeliveryOption",
                        "mailDeliveryOption: program",
                        "-",
                        "add: mailDeliveryOption",
                        "mailDeliveryOption: mailbox",
                        "-");
        assertThat(progress.refused()).isOne();
        assertThat(wrong).singleElement().asString().contains("only and may not set");
    }

    @Test
    void packageThatIsAllocatedIsNotDeleted() throws Exception {
        admin.add(ROOT, PACKAGE, "gold", Map.of("mailQuota", List.of("1G")));
        admin.allocate(ROOT, "example.com", "gold", 3);
        String[] ldif = {"dn: cn=gold,o=mailuser,o=cosTemplates,o=tubepost", "changetype: delete"};
        for (boolean dryRun : List.of(true, false)) {
            assertThat(load(ROOT, dryRun, ldif).refused()).isOne();
            assertThat(wrong).containsExactly("package gold is allocated to example.com");
        }
        admin.allocate(ROOT, "example.com", "gold", 0);
        assertThat(load(ROOT, false, ldif).changed()).isOne();
    }

    @Test
    void passwordsInClearAreHashedAndHashesKept() throws Exception {
        String hash = "{SHA}/vNB+F2HQ559kaLUZbmHHvZrXpg=";
        List<String> ldif = new ArrayList<>();
        for (String name : List.of("clear", "hashed")) {
            // An entry of no kind that provisioning knows may have a password, too.
            ldif.addAll(
                    List.of(
                            "dn: cn=" + name + ",o=tubepost",
                            "objectClass: person",
                            "cn: " + name,
                            "sn: " + name,
                            "userPassword: " + (name.equals("clear") ? "secret" : hash),
                            ""));
        }
        assertThat(load(ROOT, false, ldif.toArray(String[]::new)).added()).isEqualTo(2);
        assertThat(entry("cn=hashed,o=tubepost").get(0).all("userPassword")).containsExactly(hash);
        String stored = entry("cn=clear,o=tubepost").get(0).first("userPassword").orElseThrow();
        assertThat(stored).startsWith("{SSHA512}");
        assertThat(StoredPassword.parse(stored).matches("secret".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @Test
    void dryRunRemembersPackagesThatItsTextDefinesAndAssigns() throws Exception {
        admin.add(ROOT, PACKAGE, "gold", Map.of("mailQuota", List.of("1G")));
        admin.allocate(ROOT, "example.com", "gold", 70);
        List<String> ldif = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            ldif.addAll(user("u" + i, "gold"));
        }
        Progress tried = load(ROOT, true, ldif.toArray(String[]::new));
        assertThat(tried).isEqualTo(new Progress(70, 0, 0, 10));
        assertThat(load(ROOT, false, ldif.toArray(String[]::new))).isEqualTo(tried);
    }

    @Test
    void dryRunKnowsThePackagesOfItsText() throws Exception {
        List<String> ldif =
                new ArrayList<>(
                        List.of(
                                "dn: cn=silver,o=mailuser,o=cosTemplates,o=tubepost",
                                "objectClass: costemplate",
                                "cn: silver",
                                "mailQuota: 1G",
                                "",
                                "dn: o=new.example,o=tubepost",
                                "objectClass: sunManagedOrganization",
                                "objectClass: sunDelegatedOrganization",
                                "o: new.example",
                                "sunPreferredDomain: new.example",
                                "sunAvailableServices: silver:1",
                                ""));
        for (String uid : List.of("eve", "max")) {
            user(uid, "silver").stream()
                    .map(line -> line.replace("example.com", "new.example"))
                    .forEach(ldif::add);
        }
        Progress tried = load(ROOT, true, ldif.toArray(String[]::new));
        assertThat(wrong)
                .containsExactly(
                        "inetCOS: all 1 of package silver that new.example may have are assigned");
        assertThat(tried).isEqualTo(new Progress(3, 0, 0, 1));
        assertThat(load(ROOT, false, ldif.toArray(String[]::new))).isEqualTo(tried);
    }

    private static List<String> user(String uid, String servicePackage) {
        return List.of(
                "dn: " + MemorySource.dn(uid, "example.com"),
                "objectClass: inetMailUser",
                "objectClass: inetLocalMailRecipient",
                "uid: " + uid,
                "mail: " + uid + "@example.com",
                "inetCOS: " + servicePackage,
                "");
    }
}
