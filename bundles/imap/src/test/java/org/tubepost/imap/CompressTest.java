// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compression of the connection (RFC 4978). */
class CompressTest {
    @TempDir private Path dir;
    private Post post;
    private Talk talk;
    private final Deflater deflater = new Deflater(9, true);
    private final Inflater inflater = new Inflater(true);

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        talk = post.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
        deflater.end();
        inflater.end();
    }

    private byte[] pack(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[1000];
        deflater.setInput(octets);
        int count;
        do {
            count = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            out.write(chunk, 0, count);
        } while (count == chunk.length);
        return out.toByteArray();
    }

    private byte[] unpack(byte[] octets) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] chunk = new byte[1000];
            inflater.setInput(octets);
            int count;
            while ((count = inflater.inflate(chunk)) > 0) {
                out.write(chunk, 0, count);
            }
            return out.toByteArray();
        } catch (DataFormatException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void bothDirectionsAreCompressedAndMessagesComeBackAsTheyWere() {
        assertThat(talk.ok("CAPABILITY").get(0)).contains("COMPRESS=DEFLATE");
        talk.ok("COMPRESS DEFLATE");
        talk.pack(this::pack, this::unpack);
        assertThat(talk.ok("CAPABILITY").get(0)).doesNotContain("COMPRESS=DEFLATE");
        assertThat(talk.end("COMPRESS DEFLATE")).startsWith("NO [COMPRESSIONACTIVE]");
        StringBuilder message = new StringBuilder("Subject: x\r\n\r\n");
        Random random = new Random(4978);
        while (message.length() < 300_000) {
            message.append(random.nextInt()).append("\r\n");
        }
        assertThat(talk.append("INBOX", message.toString())).startsWith("OK");
        talk.ok("SELECT INBOX");
        assertThat(talk.send("f FETCH 1 (BODY.PEEK[] UID BODY.PEEK[TEXT])\r\n"))
                .isEqualTo(
                        "* 1 FETCH (BODY[] {"
                                + message.length()
                                + "}\r\n"
                                + message
                                + " UID 1 BODY[TEXT] {"
                                + (message.length() - 14)
                                + "}\r\n"
                                + message.substring(14)
                                + ")\r\nf OK FETCH completed\r\n");
    }

    @Test
    void whatIsNotCompressedEndsTheConnection() {
        talk.ok("COMPRESS DEFLATE");
        talk.send("\u00ff\u00ff\u00ff\u00ff not compressed at all\r\n");
        assertThat(talk.isClosed()).isTrue();
    }

    @Test
    void octetsBehindTheEndOfCompressionEndTheConnection() {
        talk.ok("COMPRESS DEFLATE");
        talk.pack(this::packToTheEnd, this::unpack);
        talk.send("a NOOP\r\n");
        talk.pack(octets -> octets, this::unpack);
        talk.send("more");
        assertThat(talk.isClosed()).isTrue();
    }

    private byte[] packToTheEnd(byte[] octets) {
        deflater.setInput(octets);
        deflater.finish();
        byte[] packed = new byte[1000];
        return Arrays.copyOf(packed, deflater.deflate(packed));
    }

    @Test
    void fewOctetsThatBecomeManyAreReadAPieceAtATime() {
        talk.ok("COMPRESS DEFLATE");
        talk.pack(this::pack, this::unpack);
        assertThat(talk.end("NOOP " + "x".repeat(10_000_000))).startsWith("BAD");
        assertThat(talk.end("NOOP")).startsWith("OK");
    }

    @Test
    void otherMechanismsAreRefused() {
        assertThat(talk.end("COMPRESS LZMA")).startsWith("NO");
    }
}
