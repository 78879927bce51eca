// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;

/** What every {@link DirectorySource} keeps; a test of a back end extends this class. */
public abstract class DirectorySourceContract {

    /** The back end under test; the same one each time. */
    protected abstract DirectorySource source() throws Exception;

    /** An entry below which entries can be added. */
    protected abstract String base();

    private String dn(String uid) {
        return "uid=" + uid + "," + base();
    }

    private void add(String uid) throws Exception {
        source().add(
                        new DirectoryRecord(
                                dn(uid),
                                Map.of(
                                        "objectClass",
                                        List.of("inetOrgPerson"),
                                        "uid",
                                        List.of(uid),
                                        "cn",
                                        List.of(uid),
                                        "sn",
                                        List.of(uid),
                                        "userPassword",
                                        List.of("secret-" + uid))));
    }

    private List<DirectoryRecord> find(String filter) throws Exception {
        return source().search(subtree(base(), filter));
    }

    private static SearchRequest subtree(String base, String filter) {
        return new SearchRequest(base, SearchRequest.Scope.SUBTREE, filter, List.of(), 0);
    }

    /** What was added is found, and what was deleted is not. */
    @Test
    public void entriesComeAndGo() throws Exception {
        add("contract1");
        assertThat(find("(uid=contract1)")).hasSize(1);
        assertThat(find("(uid=CONTRACT1)")).as("case does not matter").hasSize(1);
        source().delete(dn("contract1"));
        assertThat(find("(uid=contract1)")).isEmpty();
    }

    /** An entry cannot be added twice. */
    @Test
    public void secondAddIsRefused() throws Exception {
        add("contract2");
        assertThatThrownBy(() -> add("contract2")).isInstanceOf(ProvisioningException.class);
        source().delete(dn("contract2"));
    }

    /** Attributes are replaced and removed. */
    @Test
    public void attributesAreReplaced() throws Exception {
        add("contract3");
        source().modify(
                        dn("contract3"),
                        Map.of("mail", List.of("a@example.test", "b@example.test")));
        assertThat(find("(mail=b@example.test)")).hasSize(1);
        source().modify(dn("contract3"), Map.of("mail", List.of()));
        assertThat(find("(mail=b@example.test)")).isEmpty();
        source().delete(dn("contract3"));
    }

    /** Of changes that suppose something else than there is nothing is made. */
    @Test
    public void valuesAreExchangedAllOrNone() throws Exception {
        add("contract5");
        source().modify(
                        dn("contract5"),
                        Map.of("mail", List.of("a@example.test", "b@example.test")));
        List<AttributeChange> exchange =
                List.of(
                        new AttributeChange("mail", Operation.REMOVE, List.of("a@example.test")),
                        new AttributeChange("mail", Operation.ADD, List.of("c@example.test")),
                        new AttributeChange("description", Operation.REPLACE, List.of("new")));
        assertThat(source().exchange(dn("contract5"), exchange)).isTrue();
        assertThat(values("mail")).containsExactlyInAnyOrder("b@example.test", "c@example.test");
        assertThat(values("description")).containsExactly("new");
        source().modify(dn("contract5"), Map.of("description", List.of()));
        assertThat(source().exchange(dn("contract5"), exchange)).as("not there any more").isFalse();
        assertThat(
                        source().exchange(
                                        dn("contract5"),
                                        List.of(
                                                new AttributeChange(
                                                        "mail",
                                                        Operation.REMOVE,
                                                        List.of("b@example.test")),
                                                new AttributeChange(
                                                        "mail",
                                                        Operation.ADD,
                                                        List.of("c@example.test")))))
                .as("there already")
                .isFalse();
        assertThat(values("mail")).containsExactlyInAnyOrder("b@example.test", "c@example.test");
        assertThat(values("description")).isEmpty();
        source().delete(dn("contract5"));
    }

    private List<String> values(String attribute) throws Exception {
        return find("(uid=contract5)").get(0).all(attribute);
    }

    /** A password is exchanged for the one that was read. */
    @Test
    public void passwordIsExchanged() throws Exception {
        add("contract6");
        List<String> read = find("(uid=contract6)").get(0).all("userPassword");
        List<AttributeChange> exchange =
                List.of(
                        new AttributeChange("userPassword", Operation.REMOVE, read),
                        new AttributeChange("userPassword", Operation.ADD, List.of("other")));
        assertThat(source().exchange(dn("contract6"), exchange)).isTrue();
        byte[] other = "other".getBytes(StandardCharsets.UTF_8);
        assertThat(source().bind(dn("contract6"), other)).isTrue();
        assertThat(source().exchange(dn("contract6"), exchange)).isFalse();
        source().delete(dn("contract6"));
    }

    /** Right, wrong, empty and unknown. */
    @Test
    public void bindTellsRightFromWrong() throws Exception {
        add("contract4");
        byte[] right = "secret-contract4".getBytes(StandardCharsets.UTF_8);
        assertThat(source().bind(dn("contract4"), right)).isTrue();
        assertThat(source().bind(dn("contract4"), new byte[] {'x'})).isFalse();
        assertThat(source().bind(dn("contract4"), new byte[0])).isFalse();
        assertThat(source().bind(dn("nobody"), right)).isFalse();
        source().delete(dn("contract4"));
    }

    /** An absent base is an empty answer, not an error. */
    @Test
    public void absentBaseIsEmpty() throws Exception {
        assertThat(source().search(subtree("ou=absent," + base(), "(uid=*)"))).isEmpty();
    }
}
