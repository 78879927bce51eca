// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.tubepost.api.directory.DirectoryRecord;

/** Writes entries; what it writes the readers of this package read. For one thread. */
public final class EntryWriter {
    private static final int WIDEST = 76;

    private final Writer out;

    /** Writes to a stream, which the caller closes; call {@link #flush} at the end. */
    public EntryWriter(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Begins LDIF. */
    public void ldifHeader() throws IOException {
        out.write("version: 1\n\n");
    }

    /** An entry in LDIF, the object classes first. */
    public void ldif(DirectoryRecord entry) throws IOException {
        line("dn", entry.dn());
        for (String value : entry.all("objectClass")) {
            line("objectClass", value);
        }
        for (Map.Entry<String, List<String>> attribute : entry.values().entrySet()) {
            if (!attribute.getKey().equals("objectclass")) {
                for (String value : attribute.getValue()) {
                    line(attribute.getKey(), value);
                }
            }
        }
        out.write('\n');
    }

    private void line(String name, String value) throws IOException {
        String text =
                isSafe(value)
                        ? name + ": " + value
                        : name
                                + ":: "
                                + Base64.getEncoder()
                                        .encodeToString(value.getBytes(StandardCharsets.UTF_8));
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + (at == 0 ? WIDEST : WIDEST - 1));
            out.write(at == 0 ? "" : " ");
            out.write(text, at, end - at);
            out.write('\n');
            at = end;
        }
    }

    /** SAFE-STRING of RFC 2849, without blanks at its end. */
    private static boolean isSafe(String value) {
        if (value.isEmpty()) {
            return true;
        }
        char first = value.charAt(0);
        return first != ' '
                && first != ':'
                && first != '<'
                && !value.endsWith(" ")
                && value.chars().allMatch(c -> c < 0x80 && c != 0 && c != '\n' && c != '\r');
    }

    /** The first line of CSV. */
    public void csvHeader(List<String> attributes) throws IOException {
        out.write(String.join(",", attributes));
        out.write("\r\n");
    }

    /** An entry in CSV. */
    public void csv(DirectoryRecord entry, List<String> attributes) throws IOException {
        for (int i = 0; i < attributes.size(); i++) {
            out.write(i > 0 ? "," : "");
            out.write(
                    attributes.get(i).equals("dn")
                            ? Cells.join(List.of(entry.dn()))
                            : Cells.join(entry.all(attributes.get(i))));
        }
        out.write("\r\n");
    }

    /** Hands over what is held back. */
    public void flush() throws IOException {
        out.flush();
    }
}
