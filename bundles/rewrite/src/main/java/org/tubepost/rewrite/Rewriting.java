// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Step;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/**
 * One address on its way through the rules. A rule whose control sequence fails lets the next one
 * be tried; {@code A%B} begins again with the new address, a bounded number of times.
 */
final class Rewriting {
    private static final int MAX_ROUNDS = 50;
    private static final Reply UNKNOWN = Reply.of(550, "5.1.2", "unknown or illegal host/domain");
    private static final Reply LOOP = Reply.of(550, "5.4.6", "rewrite rules loop for this address");
    private static final Reply AWAY =
            Reply.of(451, "4.4.3", "directory is not available, try again later");

    private final RuleTable table;
    private final RewriteContext context;
    private final Services services;
    private MailAddress address;
    private String tag = "";
    private Route result;
    private boolean again;
    private Reply failure = UNKNOWN;
    private String pendingTag;

    Rewriting(RuleTable table, RewriteContext context, Services services, MailAddress address) {
        this.table = table;
        this.context = context;
        this.services = services;
        this.address = address;
    }

    Route run() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            again = false;
            if (!table.visit(lookupName(), tag, this::apply)) {
                return new Route.Refused(failure);
            }
            if (!again) {
                return result;
            }
        }
        return new Route.Refused(LOOP);
    }

    /** A name in A-labels meets its rules however it was written. */
    private String lookupName() {
        return address.asciiDomain();
    }

    private boolean apply(Rule rule, Match match) {
        pendingTag = tag;
        try {
            String user = evaluate(rule.user(), match);
            String domain = user == null ? null : evaluate(rule.domain(), match);
            String host =
                    domain == null
                            ? null
                            : rule.form() == Rule.Form.ROUTE ? evaluate(rule.host(), match) : "";
            if (host == null) {
                context.trace().add(() -> step(rule, "does not apply"));
                failure = reply(rule);
                return false;
            }
            return rule.form() == Rule.Form.AGAIN
                    ? restart(rule, user, domain)
                    : arrive(rule, user, domain, host);
        } catch (DirectoryUnavailableException away) {
            context.trace().add(() -> step(rule, "directory is not available"));
            result = new Route.Refused(AWAY);
            return true;
        }
    }

    private boolean restart(Rule rule, String user, String domain) {
        address = new MailAddress(user, domain);
        tag = pendingTag;
        again = true;
        context.trace().add(() -> step(rule, "again with " + address));
        return true;
    }

    private boolean arrive(Rule rule, String user, String domain, String host) {
        ChannelDefinition channel = table.channelOf(host);
        if (channel == null) {
            context.trace().add(() -> step(rule, "no channel has the host " + host));
            result = new Route.Refused(reply(rule));
            return true;
        }
        if (!rule.pieces().allMatch(p -> destinationFits(p, channel))) {
            context.trace().add(() -> step(rule, "does not apply to channel " + channel.name()));
            failure = reply(rule);
            return false;
        }
        MailAddress rewritten = new MailAddress(user, domain);
        context.trace().add(() -> step(rule, rewritten + " on channel " + channel.name()));
        result = new Route.Found(rewritten, channel, host);
        return true;
    }

    private Step step(Rule rule, String outcome) {
        return new Step(
                "rewrite",
                rule.source().pattern() + " " + rule.source().template(),
                outcome,
                rule.location());
    }

    /** What the last rule that failed has to say. */
    private static Reply reply(Rule rule) {
        return rule.failureText()
                .map(
                        f ->
                                Reply.of(
                                        f.code(),
                                        f.code() >= 500 ? "5.1.2" : "4.1.2",
                                        f.text().isEmpty() ? UNKNOWN.text() : f.text()))
                .orElse(UNKNOWN);
    }

    private static boolean destinationFits(Piece piece, ChannelDefinition channel) {
        if (!(piece instanceof Piece.ChannelIs is)) {
            return true;
        }
        return switch (is.how()) {
            case 'Q' -> channel.name().equals(is.channel());
            case 'C' -> !channel.name().equals(is.channel());
            default -> true;
        };
    }

    /** Text of the pieces; null if a control sequence fails. */
    private String evaluate(List<Piece> pieces, Match match) throws DirectoryUnavailableException {
        StringBuilder out = new StringBuilder();
        char letterCase = '_';
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Case change) {
                letterCase = change.how();
                continue;
            }
            String text = text(piece, match);
            if (text == null) {
                return null;
            }
            out.append(
                    switch (letterCase) {
                        case '\\' -> text.toLowerCase(Locale.ROOT);
                        case '^' -> text.toUpperCase(Locale.ROOT);
                        default -> text;
                    });
        }
        return out.toString();
    }

    /** Text of a piece, empty for a control sequence that holds, null for one that fails. */
    private String text(Piece piece, Match match) throws DirectoryUnavailableException {
        if (piece instanceof Piece.Text plain) {
            return plain.text();
        } else if (piece instanceof Piece.User user) {
            return user(user.which());
        } else if (piece instanceof Piece.Matched matched) {
            return withoutLabels(match.matched(), matched.without());
        } else if (piece instanceof Piece.Unmatched unmatched) {
            return withoutLabels(match.unmatched(), unmatched.without());
        } else if (piece instanceof Piece.LiteralRest) {
            return match.literalRest();
        } else if (piece instanceof Piece.Wildcard wildcard) {
            return wildcard(match, wildcard);
        } else if (piece instanceof Piece.MatchedPart matched) {
            return part(labels(match.matched()), matched.index(), matched.fromRight());
        } else if (piece instanceof Piece.Unique) {
            return Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
        }
        return asked(piece, match);
    }

    private String asked(Piece piece, Match match) throws DirectoryUnavailableException {
        if (piece instanceof Piece.Mapping mapping) {
            String probe = evaluate(mapping.probe(), match);
            return services.probe(
                            context.generation(),
                            mapping.table(),
                            new Probe(probe, "", context.rehearsal(), context.trace()))
                    .filter(r -> !r.has('N') && !r.has('F'))
                    .map(MappingTable.Result::text)
                    .orElse(null);
        } else if (piece instanceof Piece.DomainAttribute wanted) {
            return services.domain(evaluate(wanted.domain(), match))
                    .flatMap(d -> d.attributes().first(wanted.attribute()))
                    .orElse(null);
        } else if (piece instanceof Piece.DirectoryDomain domain) {
            String host = evaluate(domain.host(), match);
            return services.domain(host).isPresent() == domain.wanted() ? "" : null;
        } else if (piece instanceof Piece.Kind kind) {
            return kindFits(kind.kind()) ? "" : null;
        } else if (piece instanceof Piece.ChannelIs is) {
            return sourceFits(is) ? "" : null;
        } else if (piece instanceof Piece.Tag next) {
            pendingTag = next.tag();
        }
        return "";
    }

    private boolean kindFits(char kind) {
        return switch (kind) {
            case 'E' -> context.envelope();
            case 'B' -> !context.envelope();
            case 'F' -> context.forwardPointing();
            case 'R' -> !context.forwardPointing();
            // Hosts stand right of the at sign here: other positions are obsolete forms.
            default -> kind == 'A';
        };
    }

    private boolean sourceFits(Piece.ChannelIs is) {
        return switch (is.how()) {
            case 'M' -> context.sourceChannel().equals(is.channel());
            case 'N' -> !context.sourceChannel().equals(is.channel());
            default -> true;
        };
    }

    private String user(int which) {
        String user = address.localPart();
        int plus = user.indexOf('+');
        return switch (which) {
            case 0 -> plus < 0 ? user : user.substring(0, plus);
            case 1 -> plus < 0 ? "" : user.substring(plus);
            default -> user;
        };
    }

    private static String withoutLabels(String name, int count) {
        String rest = name;
        for (int i = 0; i < count && !rest.isEmpty(); i++) {
            int dot = rest.indexOf('.', 1);
            rest = dot < 0 ? "" : rest.substring(dot + 1);
        }
        return rest;
    }

    private static String wildcard(Match match, Piece.Wildcard wanted) {
        List<String> parts =
                match.wildcards().isEmpty() ? labels(match.unmatched()) : match.wildcards();
        return part(parts, wanted.index(), wanted.fromRight());
    }

    private static List<String> labels(String name) {
        return Arrays.stream(name.split("\\.")).filter(label -> !label.isEmpty()).toList();
    }

    /** The n-th part from one end; null, which fails the rule, if there are not so many. */
    private static String part(List<String> parts, int n, boolean fromRight) {
        int index = fromRight ? parts.size() - 1 - n : n;
        return index >= 0 && index < parts.size() ? parts.get(index) : null;
    }
}
