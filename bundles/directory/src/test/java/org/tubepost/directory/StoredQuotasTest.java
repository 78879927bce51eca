// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/** Limits that are set are in the entry, and in force at once. */
class StoredQuotasTest extends AdministeredDirectory {
    private static final String ALICE = "alice@example.com";

    private StoredQuotas quotas() {
        return new StoredQuotas(directory, admin);
    }

    private String owner() throws Exception {
        return directory.login(ALICE).orElseThrow().id();
    }

    private Map<String, QuotaLimit> inForce() throws Exception {
        return new StoreQuotas(directory, provisioning).find(owner()).limits();
    }

    private List<String> stored(String attribute) throws Exception {
        return admin.show(ROOT, EntryKind.USER, ALICE).all(attribute);
    }

    private void modify(EntryKind kind, String name, String attribute, String value)
            throws Exception {
        admin.modify(
                ROOT,
                kind,
                name,
                List.of(new AttributeChange(attribute, Operation.REPLACE, List.of(value))));
    }

    @Test
    void aLimitIsInForceAtOnceAndThoseOfOtherRootsStay() throws Exception {
        modify(EntryKind.USER, ALICE, "mailQuota", "2G;Records%10G");
        assertThat(inForce()).containsEntry("", new QuotaLimit(2L << 30, -2));
        quotas().limit("root", owner(), "", new QuotaLimit(1024, 7));
        assertThat(stored("mailQuota")).containsExactly("1024;Records%10G");
        assertThat(stored("mailMsgQuota")).containsExactly("7");
        assertThat(inForce())
                .isEqualTo(
                        Map.of(
                                "", new QuotaLimit(1024, 7),
                                "Records", new QuotaLimit(10L << 30, -1)));
    }

    @Test
    void whatTheDomainGivesIsCopiedForTheRootsThatAreNotSet() throws Exception {
        source.domain("gives.example", "mailQuota=5M;Records%1M")
                .user("bob", "gives.example", "cn=Bob");
        String bob = directory.login("bob@gives.example").orElseThrow().id();
        quotas().limit("root", bob, "Records", new QuotaLimit(2048, -1));
        assertThat(admin.show(ROOT, EntryKind.USER, "bob@gives.example").all("mailQuota"))
                .containsExactly("5M;Records%2048");
        assertThat(new StoreQuotas(directory, provisioning).find(bob).limits())
                .containsEntry("", new QuotaLimit(5 << 20, -2));
    }

    @Test
    void whatCannotBeWrittenIsRefusedAndNothingChanges() throws Exception {
        modify(EntryKind.USER, ALICE, "mailQuota", "5M");
        assertThatThrownBy(
                        () ->
                                quotas().limit(
                                                "root",
                                                owner(),
                                                "",
                                                new QuotaLimit(Long.MAX_VALUE, -1)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CANNOT));
        assertThatThrownBy(
                        () ->
                                quotas().limit(
                                                "root",
                                                "nobody@example.com",
                                                "",
                                                new QuotaLimit(1, -1)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.NONEXISTENT));
        assertThat(stored("mailQuota")).containsExactly("5M");
    }

    @Test
    void whatAnotherHostWritesInTheSameMomentStays() throws Exception {
        modify(EntryKind.USER, ALICE, "mailQuota", "2G;Records%10G");
        String dn = MemorySource.dn("alice", "example.com");
        source.meanwhile(() -> source.modify(dn, Map.of("mailQuota", List.of("2G;Records%7G"))));
        quotas().limit("root", owner(), "", new QuotaLimit(1024, 7));
        assertThat(stored("mailQuota")).containsExactly("1024;Records%7G");
        assertThat(stored("mailMsgQuota")).containsExactly("7");
    }
}
