// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    private static final String ESC = "\u001b";

    @Test
    void boldAndColourAreLeftOut() throws IOException {
        assertThat(plain(ESC + "[1mqueue:" + ESC + "[22mlist" + ESC + "[31;1m x" + ESC + "[0m"))
                .isEqualTo("queue:list x");
    }

    @Test
    void nothingReachesTheTerminalAsAnEscape() throws IOException {
        assertThat(plain(ESC + ESC + "[2J" + ESC + "]0;title\u0007" + ESC)).doesNotContain(ESC);
    }

    @Test
    void textIsUnchanged() throws IOException {
        String text = "[1m] Grüße, 郵便\n\tâ€¦ [22m";
        assertThat(plain(text)).isEqualTo(text);
    }

    private static String plain(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PlainText plain = new PlainText(out)) {
            plain.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
