// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.RewriteContext;

/**
 * Control sequences of one template, wherever they stand in it: when the rule may be used, which
 * tag it sets and what it says when it fails. The cheap ones are asked first, before any text is
 * made; the directory last.
 */
final class Controls {
    private static final String POSITIONS = "APSX";
    private static final String REPROCESSING = "reprocess";

    private final StringBuilder kinds = new StringBuilder(0);
    private final StringBuilder positions = new StringBuilder(0);
    private final Set<String> from = new LinkedHashSet<>(1);
    private final Set<String> notFrom = new LinkedHashSet<>(1);
    private final Set<String> to = new LinkedHashSet<>(1);
    private final Set<String> notTo = new LinkedHashSet<>(1);
    private final List<DirectoryDomain> domains = new ArrayList<>(1);
    private String tag;
    private Reply reply;

    /** {@code $V} and {@code $Z}. */
    record DirectoryDomain(boolean wanted, List<Piece> host) {}

    void kind(char letter) {
        (POSITIONS.indexOf(letter) >= 0 ? positions : kinds).append(letter);
    }

    void channel(char letter, String name) {
        switch (letter) {
            case 'M' -> from.add(name);
            case 'N' -> notFrom.add(name);
            case 'Q' -> to.add(name);
            default -> notTo.add(name);
        }
    }

    void reprocessing(char letter) {
        channel(letter, REPROCESSING);
    }

    void domain(DirectoryDomain domain) {
        domains.add(domain);
    }

    void tag(String next) {
        tag = next;
    }

    void reply(Reply whenItFails) {
        reply = whenItFails;
    }

    /** The tag from now on; null to keep the one before. */
    String tag() {
        return tag;
    }

    /** What to say if this rule is the last one and fails. */
    Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }

    /** True when addresses of header fields never come here. */
    boolean isEnvelopeOnly() {
        return kinds.indexOf("E") >= 0;
    }

    /** True for rules about source routes only, which nobody may send any more. */
    boolean isSourceRouteOnly() {
        return positions.length() > 0 && positions.chars().allMatch(c -> c == 'S');
    }

    /** Whether the rule may be used here; the reason is noted if not. */
    boolean allow(Attempt at, char position) throws IOException {
        char failing = failing(at.context(), position);
        if (failing != 0) {
            at.fail(() -> explain(failing, at.context()));
            return false;
        }
        for (DirectoryDomain domain : domains) {
            if (!holds(domain, at)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an address may go to a channel by this rule; the reason is noted if not. */
    boolean allowDestination(Attempt at, ChannelDefinition channel) {
        if (!to.isEmpty() && !to.contains(channel.name())) {
            at.fail(() -> "$Q: it goes to channel " + channel.name());
            return false;
        }
        if (notTo.contains(channel.name())) {
            at.fail(() -> "$C: it goes to channel " + channel.name());
            return false;
        }
        return true;
    }

    private char failing(RewriteContext context, char position) {
        for (int i = 0; i < kinds.length(); i++) {
            char kind = kinds.charAt(i);
            boolean holds =
                    switch (kind) {
                        case 'E' -> context.envelope();
                        case 'B' -> !context.envelope();
                        case 'F' -> context.forwardPointing();
                        default -> !context.forwardPointing();
                    };
            if (!holds) {
                return kind;
            }
        }
        if (positions.length() > 0 && positions.indexOf(String.valueOf(position)) < 0) {
            return positions.charAt(0);
        }
        if (!from.isEmpty() && !from.contains(context.sourceChannel())) {
            return 'M';
        }
        return notFrom.contains(context.sourceChannel()) ? 'N' : 0;
    }

    private static String explain(char control, RewriteContext context) {
        return "$"
                + control
                + ": "
                + switch (control) {
                    case 'E' -> "it is an address of a header field";
                    case 'B' -> "it is an address of the envelope";
                    case 'F' -> "it is a sender";
                    case 'R' -> "it is a recipient";
                    case 'M', 'N' -> "it comes from channel " + context.sourceChannel();
                    default -> "the host stands elsewhere in the address";
                };
    }

    private static boolean holds(DirectoryDomain wanted, Attempt at) throws IOException {
        String host = at.text(wanted.host());
        if (host == null) {
            return false;
        }
        Optional<Domain> domain = at.services().domain(host);
        String control = wanted.wanted() ? "$V" : "$Z";
        at.tell(
                control + host,
                () ->
                        domain.map(d -> "domain " + d.name() + " of the directory, " + d.status())
                                .orElse("no domain of the directory"));
        if (domain.isPresent() != wanted.wanted()) {
            at.fail(
                    () ->
                            control
                                    + ": "
                                    + host
                                    + (wanted.wanted() ? " is no" : " is a")
                                    + " domain of the directory");
            return false;
        }
        return true;
    }
}
