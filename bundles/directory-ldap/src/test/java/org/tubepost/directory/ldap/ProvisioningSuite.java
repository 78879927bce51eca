// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.tubepost.api.directory.EntryKind.DOMAIN;
import static org.tubepost.api.directory.EntryKind.GROUP;
import static org.tubepost.api.directory.EntryKind.PACKAGE;
import static org.tubepost.api.directory.EntryKind.RESOURCE;
import static org.tubepost.api.directory.EntryKind.USER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.PackageAllocation;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.PurgeReport;
import org.tubepost.api.message.MailAddress;

/** Provisioning, whichever server holds the entries and whichever schema they follow. */
abstract class ProvisioningSuite extends ProvisionedServer {

    ProvisioningSuite(Backend backend, String schema) {
        super(backend, schema);
    }

    private static Map<String, List<String>> given(String text) {
        Map<String, List<String>> given = new HashMap<>();
        for (String each : text.split(";")) {
            int equals = each.indexOf('=');
            given.computeIfAbsent(each.substring(0, equals), a -> new ArrayList<>())
                    .add(each.substring(equals + 1));
        }
        return given;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mail=x@elsewhere.example|mail|is no name of
                    mailAlternateAddress=x@elsewhere.example|mailAlternateAddress|is no name of
                    mailAlternateAddress=ada@HERE|mailAlternateAddress|is taken by
                    mailEquivalentAddress=ada@HERE|mailEquivalentAddress|is taken by
                    mailDeliveryOption=forward|mailForwardingAddress|is missing
                    mailDeliveryOption=autoreply|mailDeliveryOption|keeps mail or passes it on
                    mailDeliveryOption=mailbox;mailDeliveryOption=autoreply|mailAutoReplyText|is missing
                    mailDeliveryOption=program|mailProgramDeliveryInfo|is missing
                    mailDeliveryOption=members|mailDeliveryOption|for groups
                    mailDeliveryOption=forward;mailForwardingAddress=new@HERE|mailForwardingAddress|circle
                    vacationStartDate=20270102000000Z;vacationEndDate=20270101000000Z|vacationEndDate|before
                    mailMessageStore=nowhere|mailMessageStore|it has primary
                    inetCOS=nothing|inetCOS|there is no package
                    mailQuota=lots|mailQuota|is no quota
                    """)
    void userWhoCouldNotReceiveMailIsRefused(String attributes, String attribute, String reason)
            throws Exception {
        String here = domain();
        ProvisioningException refused =
                catchThrowableOfType(
                        ProvisioningException.class,
                        () ->
                                admin.add(
                                        ROOT,
                                        USER,
                                        "new@" + here,
                                        given(attributes.replace("HERE", here))));
        assertThat(refused).as(attributes).hasMessageContaining(reason);
        assertThat(refused.attribute()).isEqualTo(attribute);
        assertThat(directory.find(MailAddress.parse("new@" + here))).isEmpty();
    }

    @Test
    void namesThatAreTakenAndDomainsThatAreNotActiveAreRefused() throws Exception {
        String here = domain();
        assertThatThrownBy(() -> admin.add(ROOT, USER, "ADA@" + here, Map.of()))
                .hasMessageContaining("exists already");
        assertThatThrownBy(() -> admin.add(ROOT, USER, "x@nowhere.example", Map.of()))
                .hasMessage("there is no domain nowhere.example");
        assertThatThrownBy(() -> admin.add(ROOT, DOMAIN, here.toUpperCase(), Map.of()))
                .hasMessage("domain " + here + " exists already");
        assertThatThrownBy(() -> admin.add(ROOT, DOMAIN, "nodots", Map.of()))
                .hasMessageContaining("no full name");
        admin.modify(
                ROOT, DOMAIN, here, List.of(change("mailDomainStatus", Operation.REPLACE, "hold")));
        assertThatThrownBy(() -> admin.add(ROOT, USER, "x@" + here, Map.of()))
                .hasMessageContaining("is hold");
    }

    @Test
    void changesAreCheckedAsAWhole() throws Exception {
        String here = domain();
        String ada = "ada@" + here;
        assertThatThrownBy(
                        () ->
                                admin.modify(
                                        ROOT,
                                        USER,
                                        ada,
                                        List.of(
                                                change("cn", Operation.REPLACE, "Other"),
                                                change(
                                                        "mailDeliveryOption",
                                                        Operation.ADD,
                                                        "forward"))))
                .hasMessageContaining("mailForwardingAddress: is missing");
        assertThat(admin.show(ROOT, USER, ada).first("cn")).contains("Ada Byron");
        admin.modify(
                ROOT,
                USER,
                ada,
                List.of(
                        change("mailDeliveryOption", Operation.ADD, "forward"),
                        change("mailForwardingAddress", Operation.ADD, "x@x.example"),
                        change("description", Operation.REPLACE, "one", "two")));
        admin.modify(ROOT, USER, ada, List.of(change("description", Operation.REMOVE, "one")));
        assertThat(account(ada).deliveryOptions()).containsExactlyInAnyOrder("mailbox", "forward");
        assertThat(admin.show(ROOT, USER, ada).all("description")).containsExactly("two");
    }

    @Test
    void groupsTakeMembersByAddress() throws Exception {
        String here = domain();
        String team = "team@" + here;
        admin.add(
                ROOT,
                GROUP,
                team,
                Map.of(
                        "member", List.of("ada@" + here, "guest@x.example"),
                        "owner", List.of("ada@" + here)));
        Group group = (Group) directory.find(MailAddress.parse(team)).orElseThrow();
        assertThat(group.memberDns()).containsExactly(account("ada@" + here).dn());
        assertThat(group.memberAddresses()).hasToString("[guest@x.example]");
        admin.modify(
                ROOT, GROUP, team, List.of(change("member", Operation.REMOVE, "guest@x.example")));
        assertThatThrownBy(
                        () ->
                                admin.modify(
                                        ROOT,
                                        GROUP,
                                        team,
                                        List.of(change("member", Operation.ADD, "no@" + here))))
                .hasMessageContaining("there is no user or group");
        assertThat(
                        ((Group) directory.find(MailAddress.parse(team)).orElseThrow())
                                .memberAddresses())
                .isEmpty();
        admin.add(
                ROOT,
                GROUP,
                "all@" + here,
                Map.of("memberURL", List.of("ldap:///" + base(here) + "??sub?(uid=*)")));
        admin.add(ROOT, RESOURCE, "room1@" + here, Map.of("cn", List.of("Room 1")));
        assertThat(admin.list(ROOT, RESOURCE, here, Map.of("cn", "room*"))).hasSize(1);
        assertThat(admin.list(ROOT, GROUP, here, Map.of())).hasSize(2);
        assertThat(admin.list(ROOT, USER, here, Map.of("mail", "A*@*", "sn", "byron"))).hasSize(1);
        assertThat(admin.list(ROOT, USER, here, Map.of("mail", "b*"))).isEmpty();
    }

    @Test
    void packageGivesWhatTheEntryDoesNotSayAndIsCounted() throws Exception {
        String here = domain();
        String gold = "gold" + domains;
        admin.add(
                ROOT,
                PACKAGE,
                gold,
                Map.of("mailQuota", List.of("10M"), "mailMsgMaxBlocks", List.of("800")));
        assertThatThrownBy(() -> admin.add(ROOT, PACKAGE, "x", Map.of("uid", List.of("root"))))
                .hasMessageContaining("uid: cannot come from a package");
        List<AttributeChange> assign = List.of(change("inetCOS", Operation.ADD, gold));
        assertThatThrownBy(() -> admin.modify(ROOT, USER, "ada@" + here, assign))
                .hasMessageContaining("is not allocated to " + here);
        admin.allocate(ROOT, here, gold, 1);
        admin.modify(ROOT, USER, "ada@" + here, assign);
        assertThat(account("ada@" + here).quotaBytes()).isEqualTo(10L << 20);
        assertThat(account("ada@" + here).attributes().first("mailMsgMaxBlocks")).contains("800");
        assertThat(directory.login("ada@" + here).orElseThrow().quotaBytes()).isEqualTo(10L << 20);
        assertThat(directory.accounts(here).get(0).quotaBytes()).isEqualTo(10L << 20);
        assertThat(admin.show(ROOT, USER, "ada@" + here).first("mailQuota")).isEmpty();
        assertThatThrownBy(
                        () ->
                                admin.add(
                                        ROOT,
                                        USER,
                                        "bob@" + here,
                                        Map.of("inetCOS", List.of(gold))))
                .hasMessageContaining("all 1 of package " + gold);
        assertThatThrownBy(() -> admin.allocate(ROOT, here, gold, 0))
                .hasMessageContaining("1 users");
        assertThatThrownBy(() -> admin.delete(ROOT, PACKAGE, gold))
                .hasMessageContaining("is allocated to");
        assertThat(admin.allocations(ROOT, here))
                .containsExactly(new PackageAllocation(gold, 1, 1));
        admin.modify(ROOT, PACKAGE, gold, List.of(change("mailQuota", Operation.REPLACE, "20M")));
        assertThat(account("ada@" + here).quotaBytes()).isEqualTo(20L << 20);
        admin.modify(
                ROOT, USER, "ada@" + here, List.of(change("mailQuota", Operation.REPLACE, "1M")));
        assertThat(account("ada@" + here).quotaBytes()).isEqualTo(1L << 20);
    }

    @Test
    void domainAdministratorTouchesTheOwnDomainOnly() throws Exception {
        String here = domain();
        String other = domain();
        String ada = "ada@" + here;
        assertThatThrownBy(() -> admin.administrator(ada)).hasMessageContaining("no administrator");
        admin.grant(ROOT, ada, Administrator.Role.DOMAIN);
        Administrator who = admin.administrator(ada);
        assertThat(who.domain()).isEqualTo(here);
        admin.add(who, USER, "bob@" + here, Map.of());
        admin.add(who, GROUP, "team@" + here, Map.of("member", List.of("bob@" + here)));
        admin.modify(who, USER, "bob@" + here, List.of(change("cn", Operation.REPLACE, "Bob")));
        assertThat(admin.list(who, USER, "", Map.of())).hasSize(2);
        assertThat(admin.domains(who, Map.of())).extracting(d -> d.name()).containsExactly(here);
        refused(() -> admin.add(who, USER, "x@" + other, Map.of()));
        refused(
                () ->
                        admin.modify(
                                who,
                                USER,
                                "ada@" + other,
                                List.of(change("cn", Operation.REPLACE, "x"))));
        refused(() -> admin.delete(who, USER, "ada@" + other));
        refused(() -> admin.show(who, USER, "ada@" + other));
        refused(() -> admin.list(who, USER, other, Map.of()));
        refused(() -> admin.add(who, DOMAIN, "new.example", Map.of()));
        refused(
                () ->
                        admin.modify(
                                who,
                                DOMAIN,
                                here,
                                List.of(change("description", Operation.REPLACE, "x"))));
        refused(() -> admin.delete(who, DOMAIN, here));
        refused(() -> admin.purge(who, USER, here, "", Duration.ZERO));
        refused(() -> admin.grant(who, "bob@" + here, Administrator.Role.DOMAIN));
        refused(() -> admin.allocate(who, here, "gold", 1));
        refused(() -> admin.add(who, PACKAGE, "mine", Map.of("mailQuota", List.of("-1"))));
        for (String forbidden :
                List.of(
                        "mailDeliveryOption=program;mailProgramDeliveryInfo=sh",
                        "msgVanityDomain=" + other,
                        "tubepostSendAs=ada@" + other,
                        "nsRoleDN=cn=root")) {
            refused(() -> admin.add(who, USER, "x@" + here, given(forbidden)));
        }
        refused(
                () ->
                        admin.add(
                                who,
                                GROUP,
                                "spy@" + here,
                                Map.of(
                                        "memberURL",
                                        List.of("ldap:///" + base(other) + "??sub?(uid=*)"))));
        admin.grant(ROOT, "bob@" + here, Administrator.Role.PLATFORM);
        assertThat(admin.administrator("bob@" + here).isUnbounded()).isTrue();
        refused(
                () ->
                        admin.modify(
                                who,
                                USER,
                                "bob@" + here,
                                List.of(change("userPassword", Operation.REPLACE, "mine now"))));
        assertThat(admin.administrators(ROOT))
                .extracting(Administrator::name)
                .contains(ada, "bob@" + here);
        admin.revoke(ROOT, ada, Administrator.Role.DOMAIN);
        assertThatThrownBy(() -> admin.administrator(ada)).hasMessageContaining("no administrator");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("only and may not");
    }

    @Test
    void deletedUserIsPurgedAfterItsDaysWithMailboxesAndRights() throws Exception {
        String here = domain();
        String ada = "ada@" + here;
        admin.add(ROOT, USER, "bob@" + here, Map.of());
        admin.grant(ROOT, ada, Administrator.Role.DOMAIN);
        admin.add(ROOT, GROUP, "team@" + here, Map.of("member", List.of(ada, "bob@" + here)));
        mailboxes.add(ada);
        String dn = account(ada).dn();
        assertThatThrownBy(() -> later.purge(ROOT, USER, "", ada, Duration.ofDays(10)))
                .hasMessageContaining("is not marked as deleted");
        admin.delete(ROOT, USER, ada);
        assertThat(account(ada).status()).hasToString("DELETED");
        PurgeReport early = admin.purge(ROOT, USER, here, "", Duration.ofDays(10));
        assertThat(early.purged()).isEmpty();
        assertThat(early.kept()).singleElement().asString().contains(": marked ");
        assertThat(mailboxes).contains(ada);
        PurgeReport due = later.purge(ROOT, USER, here, "", Duration.ofDays(10));
        assertThat(due.purged()).containsExactly(dn);
        assertThat(mailboxes).doesNotContain(ada);
        assertThat(directory.find(MailAddress.parse(ada))).isEmpty();
        assertThat(admin.show(ROOT, GROUP, "team@" + here).all("uniqueMember"))
                .containsExactly(account("bob@" + here).dn());
        admin.add(ROOT, USER, ada, Map.of());
        assertThatThrownBy(() -> admin.administrator(ada)).hasMessageContaining("no administrator");
    }

    @Test
    void mailboxesOnAnotherHostAreNotForgotten() throws Exception {
        String here = domain();
        admin.modify(
                ROOT,
                USER,
                "ada@" + here,
                List.of(change("mailHost", Operation.REPLACE, "store9.example.org")));
        admin.delete(ROOT, USER, "ada@" + here);
        assertThat(admin.purge(ROOT, USER, here, "", Duration.ZERO).kept())
                .singleElement()
                .asString()
                .contains("the mailboxes are on store9.example.org");
    }

    @Test
    void deletedDomainIsPurgedWithAllThatIsInIt() throws Exception {
        String here = domain();
        admin.add(ROOT, GROUP, "team@" + here, Map.of("member", List.of("ada@" + here)));
        admin.add(ROOT, RESOURCE, "room@" + here, Map.of());
        mailboxes.add("ada@" + here);
        assertThatThrownBy(() -> admin.purge(ROOT, DOMAIN, here, "", Duration.ZERO))
                .hasMessageContaining("is not marked as deleted");
        admin.delete(ROOT, DOMAIN, here);
        PurgeReport report = admin.purge(ROOT, DOMAIN, here, "", Duration.ZERO);
        assertThat(report.kept()).isEmpty();
        assertThat(mailboxes).doesNotContain("ada@" + here);
        assertThat(directory.domain(here)).isEmpty();
        admin.add(ROOT, DOMAIN, here, Map.of());
        assertThat(directory.accounts(here)).isEmpty();
    }

    /** A node of its own name that has the users of a domain. */
    private String index(String of) throws Exception {
        String label = "shop" + domains;
        boolean first = hasTwoTrees();
        Map<String, List<String>> values = new HashMap<>();
        values.put("objectClass", List.of("top", "domain", "inetDomain", "mailDomain"));
        values.put("dc", List.of(label));
        if (!first) {
            values.remove("dc");
            values.put(
                    "objectClass",
                    List.of("top", "organization", "sunManagedOrganization", "mailDomain"));
            values.put("o", List.of(label + ".example"));
            values.put("sunPreferredDomain", List.of(label + ".example"));
        }
        values.put("inetCanonicalDomainName", List.of(of));
        values.put("inetDomainBaseDN", List.of(base(of)));
        values.put("inetDomainStatus", List.of("active"));
        String dn =
                first
                        ? "dc=" + label + ",dc=example,o=internet"
                        : "o=" + label + ".example,o=tubepost";
        source.add(new DirectoryRecord(dn, values));
        return label + ".example";
    }

    @Test
    void purgedIndexNodeLeavesTheDomainWhoseUsersItHas() throws Exception {
        String here = domain();
        String shop = index(here);
        mailboxes.add("ada@" + here);
        String dn = directory.domain(shop).orElseThrow().attributes().dn();
        admin.delete(ROOT, DOMAIN, shop);
        PurgeReport report = admin.purge(ROOT, DOMAIN, shop, "", Duration.ZERO);
        assertThat(report.kept()).isEmpty();
        assertThat(report.purged()).containsExactly(dn);
        assertThat(directory.domain(shop)).isEmpty();
        assertThat(mailboxes).contains("ada@" + here);
        assertThat(account("ada@" + here).status()).hasToString("ACTIVE");
    }

    @Test
    void domainWithAnotherBelowItIsKept() throws Exception {
        String here = domain();
        String dn = directory.domain(here).orElseThrow().attributes().dn();
        Map<String, List<String>> values =
                hasTwoTrees()
                        ? Map.of(
                                "objectClass",
                                List.of("top", "domain", "inetDomain", "mailDomain"),
                                "dc",
                                List.of("sub"),
                                "inetDomainBaseDN",
                                List.of("o=sub." + here + ",o=tubepost"))
                        : Map.of(
                                "objectClass",
                                List.of(
                                        "top",
                                        "organization",
                                        "sunManagedOrganization",
                                        "mailDomain"),
                                "o",
                                List.of("sub"),
                                "sunPreferredDomain",
                                List.of("sub." + here),
                                "inetDomainBaseDN",
                                List.of("o=sub." + here + ",o=tubepost"));
        String sub = (hasTwoTrees() ? "dc=sub," : "o=sub,") + dn;
        source.add(new DirectoryRecord(sub, values));
        mailboxes.add("ada@" + here);
        admin.delete(ROOT, DOMAIN, here);
        assertThat(admin.purge(ROOT, DOMAIN, here, "", Duration.ZERO).kept())
                .singleElement()
                .asString()
                .contains(sub);
        assertThat(mailboxes).contains("ada@" + here);
        source.delete(sub);
    }

    @Test
    void aliasIsNotDeletedInPlaceOfItsDomain() throws Exception {
        String here = domain();
        String alias = alias(here);
        assertThat(directory.domain(alias).orElseThrow().name()).isEqualTo(here);
        assertThatThrownBy(() -> admin.delete(ROOT, DOMAIN, alias))
                .hasMessage(alias + " is only another name of " + here);
        assertThatThrownBy(() -> admin.purge(ROOT, DOMAIN, alias, "", Duration.ZERO))
                .hasMessage(alias + " is only another name of " + here);
        assertThat(directory.domain(here).orElseThrow().status()).hasToString("ACTIVE");
        assertThat(admin.show(ROOT, USER, "ada@" + alias).first("uid")).contains("ada");
    }

    private String alias(String of) throws Exception {
        String label = "alias" + domains;
        String dn = directory.domain(of).orElseThrow().attributes().dn();
        if (hasTwoTrees()) {
            source.add(
                    new DirectoryRecord(
                            "dc=" + label + ",dc=example,o=internet",
                            Map.of(
                                    "objectClass",
                                    List.of("top", "alias", "inetDomainAlias"),
                                    "dc",
                                    List.of(label),
                                    "aliasedObjectName",
                                    List.of(dn))));
        } else {
            source.modify(dn, Map.of("associatedDomain", List.of(label + ".example")));
        }
        return label + ".example";
    }
}
