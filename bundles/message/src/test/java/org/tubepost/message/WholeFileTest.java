// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.message.mime.EncodedText;

class WholeFileTest {
    @TempDir Path folder;

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileIsReplacedWhole() throws IOException {
        Path file = folder.resolve("a/b/c");
        WholeFile.write(file, to -> WholeFile.put(octets("one"), to));
        WholeFile.write(file, to -> WholeFile.put(octets("two"), to));
        assertThat(file).hasContent("two");
    }

    @Test
    void aFileThatCannotBeWrittenLeavesNothing() throws IOException {
        Path file = folder.resolve("c");
        WholeFile.write(file, to -> WholeFile.put(octets("one"), to));
        assertThatThrownBy(
                        () ->
                                WholeFile.write(
                                        file,
                                        to -> {
                                            WholeFile.put(octets("tw"), to);
                                            throw new IOException("full");
                                        }))
                .hasMessage("full");
        assertThat(file).hasContent("one");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void textOfAFieldIsEncodedWhereItMustBe() {
        assertThat(EncodedText.unstructured("away\r\nBcc: x@y")).isEqualTo("away Bcc: x@y");
        String words = EncodedText.unstructured("Grüße ".repeat(30));
        assertThat(words.split("\r\n")).allMatch(l -> l.length() <= 78);
        assertThat(
                        HeaderBlock.parse(
                                        ("Subject: " + words + "\r\n\r\n")
                                                .getBytes(StandardCharsets.US_ASCII))
                                .first("Subject")
                                .orElseThrow()
                                .decoded())
                .isEqualTo("Grüße ".repeat(30).strip());
        assertThat(EncodedText.displayName("Ada, Countess")).isEqualTo("\"Ada, Countess\"");
    }
}
