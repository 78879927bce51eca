// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;

/** A folder {@code etc/} with a small sound configuration, whose files a test replaces. */
final class Etc {
    static final String IMTA =
            "example.com $U%$D@tcp_local-daemon\n\nl\nlocalhost\n\ntcp_local smtp\ntcp_local-daemon\n";

    private static final KeywordTable KEYWORDS = new KeywordTable();

    private final Path folder;

    Etc(Path folder) {
        this.folder = folder;
        file("imta.cnf", IMTA);
        file("dispatcher.cnf", "[SERVICE=SMTP]\nPORT=25\n");
        file("job_controller.cnf", "[POOL=DEFAULT]\nJOB_LIMIT=10\n");
    }

    Path folder() {
        return folder;
    }

    Etc file(String name, String text) {
        return bytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Etc bytes(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    GenerationReader.Result result() {
        return result(0);
    }

    GenerationReader.Result result(int portOffset) {
        return new GenerationReader(KEYWORDS, portOffset, "")
                .read(List.of(folder), 1, Instant.EPOCH);
    }

    /** The generation of files that must be without any problem. */
    Generation sound() {
        GenerationReader.Result result = result();
        if (!result.problems().isEmpty()) {
            throw new AssertionError(result.problems());
        }
        return result.generation();
    }

    /** What is wrong, each as the administrator reads it. */
    List<String> problems() {
        return result().problems().stream().map(Problem::toString).toList();
    }
}
