// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Security;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.ServerTls;

/** Checks what listeners say of TLS before it comes in force. */
final class ListenerCheck {
    private static final String FORBIDDEN = "jdk.tls.disabledAlgorithms";

    private final Path home;

    /**
     * A check.
     *
     * @param home where relative names of files begin
     */
    ListenerCheck(Path home) {
        this.home = home;
    }

    List<Problem> problems(List<ListenerDefinition> listeners) {
        Set<Problem> problems = new LinkedHashSet<>();
        for (ListenerDefinition listener : listeners) {
            ServerTls rules = listener.serverTls();
            trust(rules).ifPresent(problems::add);
            oldVersions(rules).ifPresent(problems::add);
        }
        return List.copyOf(problems);
    }

    private Optional<Problem> trust(ServerTls rules) {
        if (rules.trustFile().isEmpty()) {
            return Optional.empty();
        }
        try {
            ServerContexts.authorities(home.resolve(rules.trustFile()));
            return Optional.empty();
        } catch (IOException broken) {
            return Optional.of(
                    new Problem(
                            rules.location(),
                            Problem.Severity.ERROR,
                            "authorities of clients cannot be read: " + broken.getMessage()));
        }
    }

    private static Optional<Problem> oldVersions(ServerTls rules) {
        boolean wanted =
                rules.protocols().contains("TLSv1")
                        || (rules.profile() == ServerTls.Profile.OLD
                                && rules.protocols().isEmpty());
        String forbidden = Optional.ofNullable(Security.getProperty(FORBIDDEN)).orElse("");
        boolean possible =
                Arrays.stream(forbidden.split(",")).noneMatch(a -> a.strip().equals("TLSv1"));
        return !wanted || possible
                ? Optional.empty()
                : Optional.of(
                        new Problem(
                                rules.location(),
                                Problem.Severity.WARNING,
                                "TLS 1.0 is not spoken: the Java machine forbids it in "
                                        + FORBIDDEN));
    }
}
