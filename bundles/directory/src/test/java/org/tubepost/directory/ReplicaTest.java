// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.api.directory.EntryKind.USER;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;

/** Changes beside a replica that never hears of them. */
@Timeout(60)
class ReplicaTest extends AdministeredDirectory {
    private static final String ALICE = MemorySource.dn("alice", "example.com");

    private final MemorySource replica =
            new MemorySource().domain("example.com").user("alice", "example.com", "cn=Alice");

    /** Reads from the replica, writes to the source. */
    private final class Replicated implements DirectorySource {
        @Override
        public List<DirectoryRecord> search(SearchRequest request)
                throws DirectoryUnavailableException {
            return replica.search(request);
        }

        @Override
        public DirectorySource writable() {
            return source;
        }

        @Override
        public boolean bind(String dn, byte[] password) {
            return replica.bind(dn, password);
        }

        @Override
        public void add(DirectoryRecord entry) throws ProvisioningException {
            source.add(entry);
        }

        @Override
        public void modify(String dn, Map<String, List<String>> replacements) {
            source.modify(dn, replacements);
        }

        @Override
        public boolean exchange(String dn, List<AttributeChange> changes) {
            return source.exchange(dn, changes);
        }

        @Override
        public void delete(String dn) {
            source.delete(dn);
        }
    }

    @Override
    DirectorySource asked() {
        return new Replicated();
    }

    private List<String> written(String attribute) throws Exception {
        SearchRequest request =
                new SearchRequest(ALICE, Scope.BASE, "(objectClass=*)", List.of(), 1);
        return source.search(request).get(0).all(attribute);
    }

    @Test
    void changeUponChangeLosesNothing() throws Exception {
        for (String alias : List.of("a@example.com", "b@example.com")) {
            admin.modify(
                    ROOT,
                    USER,
                    "alice@example.com",
                    List.of(
                            new AttributeChange(
                                    "mailAlternateAddress", Operation.ADD, List.of(alias))));
        }
        assertThat(written("mailAlternateAddress"))
                .containsExactlyInAnyOrder("a@example.com", "b@example.com");
        for (String key : List.of("one", "two")) {
            provisioning.replaceValue(
                    "example.com",
                    "alice",
                    "tubepostAppPassword",
                    Optional.empty(),
                    Optional.of(key));
        }
        assertThat(written("tubepostAppPassword")).containsExactly("one", "two");
    }

    @Test
    void whoHasJustBeenAddedIsNotAddedAgainAndCanBeChanged() throws Exception {
        admin.add(ROOT, USER, "eve@example.com", Map.of());
        assertThatThrownBy(
                        () ->
                                admin.add(
                                        ROOT,
                                        USER,
                                        "max@example.com",
                                        Map.of("mailAlternateAddress", List.of("eve@example.com"))))
                .hasMessageContaining("is taken by");
        admin.delete(ROOT, USER, "eve@example.com");
        assertThat(admin.show(ROOT, USER, "eve@example.com").first("inetUserStatus"))
                .hasValue("deleted");
    }
}
