// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MessageUrls;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.testkit.FixedConfiguration;

/** Authorized URLs: GENURLAUTH, URLFETCH, RESETKEY (RFC 4467), and who may follow them. */
class UrlAuthTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final String TEXT = "Text of one\r\n";
    private static final String MESSAGE = "Subject: one\r\n\r\n" + TEXT;
    private static final String URL = "imap://alice@mail.example.com/INBOX/;UID=1";

    @TempDir private Path dir;
    private Instant now = NOON;
    private Status status = Status.ACTIVE;
    private Post post;
    private Talk talk;
    private ServiceRegistration<Directory> directory;

    @BeforeEach
    void open() throws Exception {
        post =
                new Post(
                        dir,
                        Map.of("hostName", "mail.example.com", "submissionServer", "relay"),
                        new MovedClock());
        directory = post.framework().register(Directory.class, directory(), Map.of());
        post.fill("INBOX", "one", "two");
        talk = post.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    private final class MovedClock extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Knows alice and bob, also by the name of their domain. */
    private Directory directory() {
        return fake(
                Directory.class,
                name -> {
                    String uid = name.replace("@example.com", "");
                    return Set.of("alice", "bob").contains(uid)
                            ? Optional.of(account(uid))
                            : Optional.empty();
                });
    }

    private Account account(String uid) {
        return new Account(
                "uid=" + uid,
                uid,
                uid,
                "example.com",
                new MailAddress(uid, "example.com"),
                List.of(),
                status,
                "",
                "",
                Set.of("mailbox"),
                List.of(),
                -1,
                -1,
                new DirectoryRecord("uid=" + uid, Map.of()));
    }

    private static <T> T fake(Class<T> type, Function<String, Object> answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "login" -> answer.apply((String) arguments[0]);
                                    case "current" -> answer.apply("");
                                    case "memberships" -> Set.of("crew");
                                    case "hashCode" -> 1;
                                    default -> method.getName();
                                }));
    }

    /** The authorized URL of a rump. */
    private String authorized(String rump) {
        String line = talk.ok("GENURLAUTH \"" + rump + "\" INTERNAL").get(0);
        assertThat(line).startsWith("* GENURLAUTH \"" + rump + ":INTERNAL:").endsWith("\"");
        return line.substring(line.indexOf('"') + 1, line.length() - 1);
    }

    private static String fetched(Talk by, String url) {
        String begin = "* URLFETCH \"" + url + "\" ";
        String answer = String.join("\r\n", by.ok("URLFETCH \"" + url + "\"")) + "\r\n";
        assertThat(answer).startsWith(begin);
        String data = answer.substring(begin.length());
        return data.startsWith("{") ? data.substring(data.indexOf("\r\n") + 2) : data.trim();
    }

    private String submitted(String user, String url) throws Exception {
        return submitted(new Identity(user, user, false, Optional.empty()), url);
    }

    private String submitted(Identity who, String url) throws Exception {
        try (MessageUrls.Opened opened = post.protocol.open(who, url)) {
            byte[] octets = opened.octets().readAllBytes();
            assertThat(opened.size()).isEqualTo(octets.length);
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    private void assertRefused(String user, String url, Code code) {
        assertThatThrownBy(() -> submitted(user, url))
                .as(url)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void itIsToldByCapabilityAndSelect() {
        assertThat(talk.ok("CAPABILITY").get(0)).contains(" URLAUTH ");
        assertThat(talk.ok("SELECT INBOX")).contains("* OK [URLMECH INTERNAL] Ok");
    }

    @Test
    void aUserWhoIsNamedFetchesWhatTheUrlSays() {
        String whole = authorized(URL + ";URLAUTH=user+bob");
        String text = authorized(URL + "/;SECTION=TEXT;URLAUTH=user+bob");
        String piece = authorized(URL + "/;SECTION=TEXT/;PARTIAL=5.2;URLAUTH=user+bob@example.com");
        try (Talk bob = post.login("bob")) {
            assertThat(fetched(bob, whole)).isEqualTo(MESSAGE + "\r\n");
            assertThat(fetched(bob, text)).isEqualTo(TEXT + "\r\n");
            assertThat(fetched(bob, piece)).isEqualTo("of\r\n");
            assertThat(bob.ok("URLFETCH \"" + text + "\" \"" + whole + "\""))
                    .filteredOn(l -> l.startsWith("* URLFETCH "))
                    .hasSize(2);
        }
        assertThat(fetched(talk, whole)).isEqualTo("NIL");
        assertThat(fetched(talk, authorized(URL + "/;SECTION=7;URLAUTH=user+alice")))
                .isEqualTo("NIL");
    }

    @Test
    void everyAccessIdentifierLetsInWhoItNames() throws Exception {
        String anonymous = authorized(URL + ";URLAUTH=anonymous");
        String everyone = authorized(URL + ";URLAUTH=authuser");
        String submit = authorized(URL + ";URLAUTH=submit+alice");
        String user = authorized(URL + ";URLAUTH=user+alice");
        try (Talk carol = post.login("carol");
                Talk relay = post.login("relay")) {
            assertThat(fetched(carol, anonymous)).startsWith(MESSAGE);
            assertThat(fetched(carol, everyone)).startsWith(MESSAGE);
            assertThat(fetched(carol, submit)).isEqualTo("NIL");
            assertThat(fetched(carol, user)).isEqualTo("NIL");
            assertThat(fetched(relay, submit)).startsWith(MESSAGE);
        }
        assertThat(fetched(talk, submit)).isEqualTo("NIL");
        assertThat(submitted("alice", submit)).isEqualTo(MESSAGE);
        assertThat(submitted("bob", anonymous)).isEqualTo(MESSAGE);
        assertThat(submitted("bob", everyone)).isEqualTo(MESSAGE);
        assertRefused("bob", submit, Code.NONEXISTENT);
        assertRefused("alice", user, Code.NONEXISTENT);
        String other = authorized(URL + ";URLAUTH=submit+bob@example.com");
        assertThat(submitted("bob", other)).isEqualTo(MESSAGE);
        assertRefused("alice", other, Code.NONEXISTENT);
    }

    @Test
    void aForgedUrlMakesNoMailboxForWhomItNames() throws Exception {
        String forged =
                URL.replace("alice", "bob") + ";URLAUTH=anonymous:INTERNAL:01" + "ab".repeat(32);
        assertThat(forged).contains("bob");
        assertThat(fetched(talk, forged)).isEqualTo("NIL");
        assertThat(post.store().owners()).doesNotContain("bob");
    }

    @Test
    void aUrlEndsAtItsDate() throws Exception {
        String url = authorized(URL + ";EXPIRE=2026-11-28T12:00:01Z;URLAUTH=submit+alice");
        assertThat(submitted("alice", url)).isEqualTo(MESSAGE);
        now = NOON.plusSeconds(1);
        assertRefused("alice", url, Code.NONEXISTENT);
    }

    @Test
    void nothingOfTheUrlCanBeChanged() throws Exception {
        String url = authorized(URL + ";URLAUTH=submit+alice");
        assertThat(submitted("alice", url.replace("INTERNAL", "internal"))).isEqualTo(MESSAGE);
        for (String forged :
                List.of(
                        url.replace("UID=1", "UID=2"),
                        url.replace("submit+alice", "authuser"),
                        url.replace("alice@", "bob@"),
                        url.replace(";URLAUTH", "/;SECTION=TEXT;URLAUTH"),
                        url.replace("INTERNAL", "OTHER"),
                        url.substring(0, url.length() - 2),
                        url.substring(0, url.length() - 2) + (url.endsWith("00") ? "01" : "00"))) {
            assertRefused("alice", forged, Code.NONEXISTENT);
        }
        assertRefused("alice", URL + ";URLAUTH=submit+alice", Code.NONEXISTENT);
        assertRefused("alice", "http://mail.example.com/", Code.CANNOT);
        assertRefused("alice", url.replace("@mail.", "@other."), Code.NOPERM);
    }

    @Test
    void theSitesOtherNamesAreItsOwn() throws Exception {
        String rump = "imap://alice@IMAP.Example.com/INBOX/;UID=1;URLAUTH=submit+alice";
        assertThat(talk.end("GENURLAUTH \"" + rump + "\" INTERNAL")).startsWith("BAD");
        Generation generation =
                Generation.builder(1, NOON)
                        .options(Map.of("LDAP_HOST_ALIAS_LIST", "imap.example.com, other.example"))
                        .build();
        post.framework().register(Configuration.class, FixedConfiguration.of(generation), Map.of());
        assertThat(submitted("alice", authorized(rump))).isEqualTo(MESSAGE);
    }

    @Test
    void resetKeyRevokesUrlsOfAMailboxOrAll() throws Exception {
        talk.ok("CREATE Other");
        talk.append("Other", MESSAGE);
        String inbox = authorized(URL + ";URLAUTH=submit+alice");
        String other = authorized(URL.replace("INBOX", "Other") + ";URLAUTH=submit+alice");
        assertThat(talk.end("RESETKEY INBOX INTERNAL")).startsWith("OK [URLMECH INTERNAL]");
        assertRefused("alice", inbox, Code.NONEXISTENT);
        assertThat(submitted("alice", other)).isEqualTo(MESSAGE);
        String again = authorized(URL + ";URLAUTH=submit+alice");
        assertThat(again).isNotEqualTo(inbox);
        assertThat(submitted("alice", again)).isEqualTo(MESSAGE);
        assertThat(talk.end("RESETKEY")).startsWith("OK ");
        assertRefused("alice", again, Code.NONEXISTENT);
        assertRefused("alice", other, Code.NONEXISTENT);
        assertThat(talk.end("RESETKEY Nothing")).startsWith("NO [NONEXISTENT]");
        assertThat(talk.end("RESETKEY INBOX SHA9")).startsWith("NO ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imap://alice@mail.example.com/INBOX/;UID=1",
                "/INBOX/;UID=1;URLAUTH=submit+alice",
                "imap://bob@mail.example.com/INBOX/;UID=1;URLAUTH=submit+alice",
                "imap://mail.example.com/INBOX/;UID=1;URLAUTH=submit+alice",
                "imap://alice@other.example/INBOX/;UID=1;URLAUTH=submit+alice",
                "imap://alice@mail.example.com/Nothing/;UID=1;URLAUTH=submit+alice",
                "imap://alice@mail.example.com/INBOX/;UID=1;URLAUTH=somebody"
            })
    void onlyRumpsOfOwnMailboxesAreAuthorized(String rump) {
        assertThat(talk.end("GENURLAUTH \"" + rump + "\" INTERNAL")).startsWith("BAD");
    }

    @Test
    void argumentsMustBeWhole() {
        String rump = "\"" + URL + ";URLAUTH=anonymous\"";
        assertThat(talk.ok("GENURLAUTH " + rump + " INTERNAL " + rump + " internal")).hasSize(1);
        for (String bad :
                List.of(
                        "GENURLAUTH",
                        "GENURLAUTH " + rump,
                        "GENURLAUTH " + rump + " OTHER",
                        "URLFETCH")) {
            assertThat(talk.end(bad)).as(bad).startsWith("BAD");
        }
        try (Talk stranger = post.connect()) {
            assertThat(stranger.end("URLFETCH x")).startsWith("BAD");
        }
    }

    @Test
    void aUrlEndsWithTheMessageTheMailboxAndTheRights() throws Exception {
        String gone = authorized(URL.replace("UID=1", "UID=2") + ";URLAUTH=submit+bob");
        talk.ok("SELECT INBOX");
        talk.ok("STORE 2 +FLAGS (\\Deleted)");
        talk.ok("EXPUNGE");
        assertRefused("bob", gone, Code.NONEXISTENT);
        talk.ok("CREATE Drafts2");
        talk.append("Drafts2", MESSAGE);
        String draft = authorized(URL.replace("INBOX", "Drafts2") + ";URLAUTH=submit+bob");
        assertThat(submitted("bob", draft)).isEqualTo(MESSAGE);
        talk.ok("DELETE Drafts2");
        talk.ok("CREATE Drafts2");
        talk.append("Drafts2", "Subject: another\r\n\r\n");
        assertRefused("bob", draft, Code.NONEXISTENT);
        String mine = authorized(URL + ";URLAUTH=submit+bob");
        assertThat(submitted("bob", mine)).isEqualTo(MESSAGE);
        status = Status.INACTIVE;
        assertRefused("bob", mine, Code.NONEXISTENT);
    }

    @Test
    void aSharedFolderIsNamedAsTheUserNamesIt() throws Exception {
        talk.ok("CREATE \"Our Plans\"");
        talk.append("\"Our Plans\"", MESSAGE);
        talk.ok("SETACL \"Our Plans\" bob lr");
        try (Talk bob = post.login("bob")) {
            String rump =
                    "imap://bob@mail.example.com/Shared%20Folders/User/alice/Our%20Plans/;UID=1"
                            + ";URLAUTH=submit+bob";
            String line = bob.ok("GENURLAUTH \"" + rump + "\" INTERNAL").get(0);
            String url = line.substring(line.indexOf('"') + 1, line.length() - 1);
            assertThat(submitted("bob", url)).isEqualTo(MESSAGE);
            talk.ok("DELETEACL \"Our Plans\" bob");
            assertRefused("bob", url, Code.NONEXISTENT);
        }
    }

    @Test
    void aSubmissionServerNeedNotKnowTheGroupsOfASubmitter() throws Exception {
        talk.ok("CREATE Plans");
        talk.append("Plans", MESSAGE);
        talk.ok("SETACL Plans group=crew lr");
        post.passwords.groups.put("bob", Set.of("crew"));
        try (Talk bob = post.login("bob")) {
            String rump =
                    "imap://bob@mail.example.com/Shared%20Folders/User/alice/Plans/;UID=1"
                            + ";URLAUTH=submit+bob";
            String line = bob.ok("GENURLAUTH \"" + rump + "\" INTERNAL").get(0);
            String url = line.substring(line.indexOf('"') + 1, line.length() - 1);
            Identity submitter = Identity.of(account("bob"), "bob", Set.of());
            assertThat(submitted(submitter, url)).isEqualTo(MESSAGE);
        }
    }

    @Test
    void catenateTakesThemToo() {
        String url = authorized(URL + "/;SECTION=TEXT;URLAUTH=user+bob");
        try (Talk bob = post.login("bob")) {
            String head = "Subject: mine\r\n\r\n";
            String append =
                    "APPEND INBOX CATENATE (TEXT {" + head.length() + "+}\r\n" + head + " URL \"";
            assertThat(bob.end(append + url + "\")")).startsWith("OK");
            bob.ok("SELECT INBOX");
            assertThat(String.join("\r\n", bob.ok("FETCH 1 BODY.PEEK[]"))).contains(head + TEXT);
            assertThat(bob.end(append + url.replace("UID=1", "UID=2") + "\")"))
                    .startsWith("NO [BADURL ");
        }
    }

    @Test
    void withoutADirectoryItIsSaidThatItMayWorkLater() throws Exception {
        String url = authorized(URL + ";URLAUTH=submit+bob");
        assertThat(submitted("bob", url)).isEqualTo(MESSAGE);
        directory.unregister();
        assertRefused("bob", url, Code.UNAVAILABLE);
        try (Talk bob = post.login("bob")) {
            assertThat(bob.end("URLFETCH \"" + url.replace("submit+bob", "user+bob") + "\""))
                    .startsWith("NO [UNAVAILABLE]");
        }
    }
}
