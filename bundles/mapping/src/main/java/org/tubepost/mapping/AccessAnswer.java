// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessDecision.TransactionLimits;

/**
 * Reads what an access table has answered: the flags say which arguments stand in the text, one
 * behind the other with bars between them, in the order of {@link AccessTable#ARGUMENTS}; the text
 * of a rejection comes last. An argument that makes no sense is logged and left out. Used once.
 */
final class AccessAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(AccessAnswer.class);
    private static final Pattern STATUS = Pattern.compile("([45]\\.\\d{1,3}\\.\\d{1,3})[ |]?");
    private static final Pattern HEADER =
            Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]+:[\\x20-\\x7e\\t]*");
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    private static final int BLOCK = 1024;

    private final AccessTable table;
    private final Probe probe;
    private final MappingTable.Result result;
    private String rest;
    private String status;
    private String onRejection;
    private Duration delay = Duration.ZERO;
    private boolean delayAll;
    private Optional<ReversePath> envelopeSender = Optional.empty();
    private Optional<MailAddress> senderField = Optional.empty();
    private Optional<MailAddress> redirect = Optional.empty();
    private Optional<TransactionLimits> limits = Optional.empty();
    private final List<String> headers = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private final List<String> filters = new ArrayList<>();

    AccessAnswer(AccessTable table, Probe probe, MappingTable.Result result) {
        this.table = table;
        this.probe = probe;
        this.result = result;
        this.rest = result.text();
    }

    /** The decision; {@code otherwise} is said where a rejection has no text. */
    AccessDecision decision(String otherwise) {
        if (result.flags().isEmpty() || result.flags().equals("Y")) {
            return AccessDecision.PERMITTED;
        }
        for (char flag : AccessTable.ARGUMENTS.toCharArray()) {
            if (result.has(flag) && (table.knows(flag) || table.isLater(flag))) {
                argument(flag);
            }
        }
        Optional<Reply> refusal =
                result.has('N') || result.has('F')
                        ? Optional.of(Rejection.reply(status, rest, otherwise))
                        : Optional.empty();
        if (refusal.isPresent() && onRejection != null) {
            log(onRejection);
        }
        boolean fromTable = table == AccessTable.FROM_ACCESS;
        return new AccessDecision(
                refusal,
                table.knows('H') && result.has('H'),
                table.knows('B') && result.has('B')
                        || fromTable && (result.has('V') || result.has('Z')),
                delay,
                headers,
                tags,
                filters,
                envelopeSender,
                senderField,
                redirect,
                delayAll,
                limits);
    }

    private void argument(char flag) {
        if (flag == 'X') {
            status();
            return;
        }
        String value = next();
        switch (flag) {
            case 'I' -> next();
            case '<' -> log(value);
            case '>' -> onRejection = value;
            case 'J' -> envelopeSender = path(value);
            case 'K' -> senderField = address(value);
            case 'D' -> delay(value);
            case 'T' -> label(value);
            case 'A' -> header(value);
            case 'G' -> addNames(value, tags);
            case 'S' -> limits(value);
            case 'M' -> redirect = address(value);
            case 'P' -> addNames(value, filters);
            default -> LOG.debug("flag {} of {} does nothing", flag, table);
        }
    }

    /** The next argument. */
    private String next() {
        int bar = rest.indexOf('|');
        String value = bar < 0 ? rest : rest.substring(0, bar);
        rest = bar < 0 ? "" : rest.substring(bar + 1);
        return value;
    }

    private void status() {
        Matcher begin = STATUS.matcher(rest);
        if (begin.lookingAt()) {
            status = begin.group(1);
            rest = rest.substring(begin.end());
        } else {
            senseless("status", next());
        }
    }

    private void label(String value) {
        if (table == AccessTable.PORT_ACCESS) {
            log("T " + value);
        } else {
            addNames(value, tags);
        }
    }

    private static void addNames(String value, List<String> names) {
        Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(n -> !n.isEmpty())
                .forEach(names::add);
    }

    private void delay(String value) {
        try {
            long hundredths = Integer.parseInt(value.strip());
            delayAll = hundredths > 0;
            Duration wanted = Duration.ofMillis(10 * Math.abs(hundredths));
            delay = wanted.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : wanted;
        } catch (NumberFormatException malformed) {
            senseless("delay", value);
        }
    }

    private void header(String value) {
        if (HEADER.matcher(value).matches()) {
            headers.add(value);
        } else {
            senseless("header line", value);
        }
    }

    private void limits(String value) {
        String[] parts = value.split(",", -1);
        try {
            long blocks = limit(parts, 0);
            limits =
                    Optional.of(
                            new TransactionLimits(
                                    blocks == Integer.MAX_VALUE ? Long.MAX_VALUE : blocks * BLOCK,
                                    limit(parts, 1),
                                    limit(parts, 2)));
        } catch (NumberFormatException malformed) {
            senseless("limits", value);
        }
    }

    private static int limit(String[] parts, int index) {
        return index >= parts.length || parts[index].isBlank()
                ? Integer.MAX_VALUE
                : Integer.parseUnsignedInt(parts[index].strip());
    }

    private Optional<ReversePath> path(String value) {
        return value.isBlank()
                ? Optional.of(ReversePath.NULL)
                : address(value).map(ReversePath::of);
    }

    private Optional<MailAddress> address(String value) {
        try {
            return Optional.of(MailAddress.parse(value.strip()));
        } catch (AddressSyntaxException malformed) {
            senseless("address", value);
            return Optional.empty();
        }
    }

    private void senseless(String what, String value) {
        LOG.warn("{} {}: '{}' is no {}", table, probe.input(), value, what);
    }

    private void log(String text) {
        if (!probe.rehearsal()) {
            LOG.info("{} {}: {}", table, probe.input(), text);
        }
    }
}
