// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Summary;

/** Thousands of real messages, read by the scanner and by mime4j; they must agree. */
class CorpusTest {
    private static final List<byte[]> MESSAGES = new ArrayList<>();

    @BeforeAll
    static void unpack() throws Exception {
        Path archive = Path.of("../../../shared/corpus/mail.tar.xz");
        assumeTrue(Files.exists(archive), "the corpus is not on this machine");
        Path folder = Files.createDirectories(Path.of("target/corpus"));
        Process tar =
                new ProcessBuilder("tar", "xJf", archive.toString(), "-C", folder.toString())
                        .inheritIO()
                        .start();
        assertThat(tar.waitFor()).isZero();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                MESSAGES.add(asMail(Files.readAllBytes(file)));
            }
        }
        assertThat(MESSAGES).hasSizeGreaterThan(4000);
    }

    /** Without the mbox line, with CRLF. */
    private static byte[] asMail(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        if (text.startsWith("From ")) {
            text = text.substring(text.indexOf('\n') + 1);
        }
        return text.replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void structureAndBodiesAgreeWithMime4j() throws Exception {
        List<String> different = new ArrayList<>();
        int index = 0;
        for (byte[] message : MESSAGES) {
            Summary summary = MessageScannerTest.scan(message, 4096);
            List<String> ours = new ArrayList<>();
            flatten(summary.root(), message, ours);
            List<String> theirs = mime4j(message);
            if (!ours.equals(theirs)) {
                different.add(index + ": " + difference(ours, theirs));
            }
            index++;
        }
        assertThat(different).isEmpty();
    }

    @Test
    void everyHeaderCanBeRead() throws Exception {
        long dated = 0;
        long addressed = 0;
        for (byte[] message : MESSAGES) {
            BytesContent content = new BytesContent(message);
            HeaderBlock header = HeaderBlock.of(content);
            StringBuilder raw = new StringBuilder();
            for (HeaderField field : header.fields()) {
                raw.append(StandardCharsets.ISO_8859_1.decode(field.raw()));
                assertThat(field.decoded()).doesNotContain("\n");
            }
            String text = new String(message, StandardCharsets.ISO_8859_1);
            assertThat(text.substring(0, content.summary().headerSize())).contains(raw);
            assertThat(header.all("received")).hasSize(content.summary().receivedCount());
            dated += header.first("date").flatMap(HeaderField::date).isPresent() ? 1 : 0;
            addressed += header.first("from").map(f -> f.addresses().size()).orElse(0) > 0 ? 1 : 0;
        }
        assertThat(dated).isGreaterThan(MESSAGES.size() * 998L / 1000);
        assertThat(addressed).isGreaterThan(MESSAGES.size() * 998L / 1000);
    }

    @Test
    void scanningIsFast() {
        long octets = MESSAGES.stream().mapToLong(m -> m.length).sum();
        double best = 0;
        for (int round = 0; round < 8; round++) {
            long begin = System.nanoTime();
            for (byte[] message : MESSAGES) {
                MessageScanner scanner = new MessageScanner();
                scanner.update(ByteBuffer.wrap(message));
                assertThat(scanner.finish().size()).isEqualTo(message.length);
            }
            best = Math.max(best, octets * 1e3 / (System.nanoTime() - begin));
        }
        org.slf4j.LoggerFactory.getLogger(CorpusTest.class)
                .warn("{} octets, best of 8 rounds: {} MB/s", octets, Math.round(best));
        // Far below what is seen on an idle machine, so that a busy one does not fail.
        assertThat(best).isGreaterThan(40);
    }

    private static String difference(List<String> ours, List<String> theirs) {
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            if (!ours.get(i).equals(theirs.get(i))) {
                return "\n  ours   "
                        + shortened(ours.get(i))
                        + "\n  theirs "
                        + shortened(theirs.get(i));
            }
        }
        return ours.size()
                + " and "
                + theirs.size()
                + " events "
                + ours.stream().map(CorpusTest::shortened).toList()
                + theirs.stream().map(CorpusTest::shortened).toList();
    }

    private static String shortened(String text) {
        return text.length() < 200
                ? text
                : text.substring(0, 100) + " ... " + text.substring(text.length() - 60);
    }

    private static void flatten(Part part, byte[] message, List<String> into) {
        if (part.message().isPresent()) {
            into.add("message");
            flatten(part.message().get(), message, into);
            into.add("end message");
        } else if (part.mediaType().startsWith("multipart/")) {
            into.add(part.mediaType());
            part.children().forEach(c -> flatten(c, message, into));
            into.add("end multipart");
        } else {
            byte[] body = Arrays.copyOfRange(message, (int) part.bodyStart(), (int) part.end());
            into.add(part.mediaType() + "|" + new String(body, StandardCharsets.ISO_8859_1));
        }
    }

    private static List<String> mime4j(byte[] message) throws Exception {
        MimeTokenStream stream = new MimeTokenStream(MimeConfig.PERMISSIVE);
        stream.parse(new ByteArrayInputStream(message));
        List<String> events = new ArrayList<>();
        boolean first = true;
        for (EntityState state = stream.getState();
                state != EntityState.T_END_OF_STREAM;
                state = stream.next()) {
            switch (state) {
                case T_START_MESSAGE -> {
                    if (!first) {
                        events.add("message");
                    }
                    first = false;
                }
                case T_END_MESSAGE -> events.add("end message");
                case T_START_MULTIPART -> events.add(stream.getBodyDescriptor().getMimeType());
                case T_END_MULTIPART -> events.add("end multipart");
                case T_BODY ->
                        events.add(
                                mediaType(stream.getBodyDescriptor().getMimeType())
                                        + "|"
                                        + read(stream.getInputStream()));
                default -> {
                    // Headers, preamble and epilogue.
                }
            }
        }
        events.remove(events.size() - 1);
        return events;
    }

    /** Mime4j takes a type with words behind it (a semicolon forgotten) as it stands. */
    private static String mediaType(String type) {
        return type.contains(" ") ? "text/plain" : type;
    }

    private static String read(java.io.InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        in.transferTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
