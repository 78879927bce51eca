// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468); text around them is skipped.
 *
 * @param blocks in file order
 */
record PemBlocks(List<Block> blocks) {
    private static final int MOST_OCTETS = 4 * 1024 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /**
     * One block.
     *
     * @param label {@code CERTIFICATE}
     * @param text between the two lines
     */
    record Block(String label, String text) {
        byte[] octets() {
            if (text.contains("Proc-Type:")) {
                throw new IllegalArgumentException(
                        "the key is encrypted in the old form of OpenSSL; write it anew with"
                                + " 'openssl pkcs8 -topk8'");
            }
            return Base64.getMimeDecoder().decode(text);
        }
    }

    static PemBlocks read(Path file) throws IOException {
        if (Files.size(file) > MOST_OCTETS) {
            throw new IOException(file + " is too large for a PEM file");
        }
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    static PemBlocks parse(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return new PemBlocks(blocks);
    }

    List<Block> labelled(String label) {
        return blocks.stream().filter(b -> b.label().equals(label)).toList();
    }
}
