// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreExchange.Format;
import org.tubepost.api.store.TransferReport;

/** What cannot be read is named, and what is behind it comes; a store that fails ends an import. */
class DamagedSourceTest {
    /** The beginning of gzip, and then none. */
    static final byte[] NO_GZIP = {0x1f, (byte) 0x8b, 8, 0, 'r', 'u', 'b', 'b', 'i', 's', -1, 'h'};

    @TempDir Path temp;
    private Home home;
    private Path from;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
        from = Files.createDirectory(temp.resolve("from"));
        for (String folder : List.of("", ".Work", ".Zoo")) {
            Files.createDirectories(from.resolve(folder).resolve("cur"));
            mail(folder + "/1.a.host:2,S", "a: 1\n\n");
            mail(folder + "/3.a.host:2,S", "a: 3\n\n");
        }
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    private Path mail(String name, String text) throws IOException {
        return mail(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Path mail(String name, byte[] octets) throws IOException {
        int slash = name.indexOf('/');
        Path folder = from.resolve(name.substring(0, slash));
        return Files.write(folder.resolve("cur").resolve(name.substring(slash + 1)), octets);
    }

    private TransferReport take(MessageStore store, Format format) throws IOException {
        return new ExchangeService(store, home.archive)
                .importFrom(from, format, "ann", Optional.empty(), Home.patient());
    }

    private void assertThatTheOthersAreThere() throws Exception {
        for (String folder : List.of("INBOX", "Work", "Zoo")) {
            assertThat(home.contents("ann", folder))
                    .containsExactlyInAnyOrder("a: 1\r\n\r\n", "a: 3\r\n\r\n");
        }
    }

    @Test
    void aMessageThatIsNoGzipIsNamedAndTheOthersCome() throws Exception {
        mail("/2.a.host:2,S", NO_GZIP);
        TransferReport report = take(home.store, Format.MAILDIR);
        assertThat(report.messages()).isEqualTo(6);
        assertThat(report.problems()).singleElement().asString().contains("2.a.host");
        assertThatTheOthersAreThere();
    }

    @Test
    void aMessageThatEndsTooEarlyIsNamedAndTheOthersCome() throws Exception {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (GZIPOutputStream to = new GZIPOutputStream(whole)) {
            to.write("a: long\n\nbody\n".getBytes(StandardCharsets.UTF_8));
        }
        mail("/0.a.host:2,S", Arrays.copyOf(whole.toByteArray(), 3));
        mail(".Work/2.a.host:2,S", Arrays.copyOf(whole.toByteArray(), 16));
        TransferReport report = take(home.store, Format.MAILDIR);
        assertThat(report.messages()).isEqualTo(6);
        assertThat(report.problems())
                .hasSize(2)
                .allMatch(p -> p.endsWith("it ends too early"))
                .anyMatch(p -> p.contains("0.a.host"))
                .anyMatch(p -> p.contains(".Work"));
        assertThatTheOthersAreThere();
    }

    @Test
    void whatMayNotBeReadIsNamedAndTheOthersCome() throws Exception {
        Path message = mail("/2.a.host:2,S", "a: 2\n\n");
        Path list = Files.writeString(from.resolve("subscriptions"), "Work\n");
        Path folder = Files.createDirectories(from.resolve(".Secret/cur"));
        for (Path each : List.of(message, list, folder, folder.getParent())) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("---------"));
        }
        try {
            assumeFalse(Files.isReadable(message), "whoever runs this may read everything");
            TransferReport report = take(home.store, Format.MAILDIR);
            assertThat(report.messages()).isEqualTo(6);
            assertThat(report.problems())
                    .hasSize(3)
                    .allMatch(p -> p.contains("no permission to"))
                    .anyMatch(p -> p.contains("2.a.host"))
                    .anyMatch(p -> p.contains("subscriptions"))
                    .anyMatch(p -> p.contains(".Secret"));
            assertThatTheOthersAreThere();
        } finally {
            Files.setPosixFilePermissions(
                    folder.getParent(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** What Dovecot keeps beside the messages cannot come later when they are here. */
    @Test
    void aFolderWhoseListsCannotBeReadComesWholeWhenTheyAreMended() throws Exception {
        Path uids = Files.createDirectory(from.resolve(".Work/dovecot-uidlist"));
        Path keywords = Files.createDirectory(from.resolve(".Zoo/dovecot-keywords"));
        mail(".Zoo/4.a.host:2,Sa", "a: 4\n\n");
        TransferReport report = take(home.store, Format.MAILDIR);
        assertThat(report.messages()).isEqualTo(2);
        assertThat(report.problems())
                .hasSize(2)
                .anyMatch(p -> p.startsWith("Work is left out") && p.contains(uids.toString()))
                .anyMatch(p -> p.startsWith("Zoo is left out") && p.contains(keywords.toString()));
        Files.delete(uids);
        Files.delete(keywords);
        Files.writeString(uids, "3 V77 N40\n7 :1.a.host\n9 :3.a.host\n");
        Files.writeString(keywords, "0 first\n");
        TransferReport again = take(home.store, Format.MAILDIR);
        assertThat(again.problems()).isEmpty();
        assertThat(again.messages()).isEqualTo(5);
        assertThat(home.store.status(Home.user("ann"), Home.box("ann", "Work")).uidValidity())
                .isEqualTo(77);
        assertThat(home.byChange("ann", "Work"))
                .extracting(MessageRecord::uid)
                .containsExactly(7L, 9L);
        assertThat(home.byChange("ann", "Zoo"))
                .extracting(MessageRecord::flags)
                .containsOnlyOnce(Flags.of(Flags.SEEN, "first"));
    }

    @Test
    void whatFailsInTheStoreEndsTheImport() {
        // Even if it looks like something of the source.
        MessageStore full =
                proxy(
                        MessageStore.class,
                        home.store,
                        sink -> proxy(ContentSink.class, (ContentSink) sink, none -> none));
        assertThatThrownBy(() -> take(full, Format.MAILDIR))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("segment");
    }

    private interface Change {
        Object of(Object result);
    }

    /** Changes what {@code begin} returns; {@code write} fails. */
    private static <T> T proxy(Class<T> type, T real, Change begun) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, words) -> {
                            if (method.getName().equals("write")) {
                                throw new NoSuchFileException("segment");
                            }
                            try {
                                Object result = method.invoke(real, words);
                                return method.getName().equals("begin") ? begun.of(result) : result;
                            } catch (InvocationTargetException refused) {
                                throw refused.getCause();
                            }
                        }));
    }

    @Test
    void failuresOfTheSourceSayWhatIsWrong() {
        assertThatThrownBy(() -> MailSource.read(() -> failing(new AccessDeniedException("x"))))
                .isInstanceOf(UnreadableMailException.class)
                .hasMessage("no permission to read x");
        assertThatThrownBy(() -> MailSource.read(() -> failing(new IOException())))
                .isInstanceOf(UnreadableMailException.class)
                .hasMessage("java.io.IOException");
        // An interrupt is no damage: somebody pressed Ctrl-C.
        assertThatThrownBy(() -> MailSource.read(() -> failing(new ClosedByInterruptException())))
                .isInstanceOf(StoppedException.class);
    }

    private static Object failing(IOException with) throws IOException {
        throw with;
    }
}
