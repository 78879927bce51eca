// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A relative URL of a message or a section of it (RFC 5092): {@code
 * /Drafts;UIDVALIDITY=3/;UID=20/;SECTION=1.2/;PARTIAL=0.100}.
 *
 * @param mailbox name in Unicode; empty for the selected mailbox
 * @param uidValidity validity that its UIDs must have
 * @param uid the message
 * @param section section of it; the whole message without one
 * @param partial stretch of it
 */
public record ImapUrl(
        Optional<String> mailbox,
        OptionalLong uidValidity,
        long uid,
        BodySection section,
        Optional<FetchItem.Partial> partial) {
    private static final BodySection WHOLE =
            new BodySection(List.of(), BodySection.Text.ALL, List.of());

    /**
     * Reads one.
     *
     * @throws BadCommandException if it is no such URL; absolute ones are none
     */
    public static ImapUrl parse(String url) throws BadCommandException {
        Builder builder = new Builder();
        int at = url.startsWith("/") ? 1 : 0;
        for (String step : url.substring(at).split("/", -1)) {
            builder.take(step);
        }
        return builder.url();
    }

    /** What was read so far. */
    private static final class Builder {
        private final StringBuilder mailbox = new StringBuilder();
        private OptionalLong uidValidity = OptionalLong.empty();
        private OptionalLong uid = OptionalLong.empty();
        private BodySection section = WHOLE;
        private Optional<FetchItem.Partial> partial = Optional.empty();

        void take(String step) throws BadCommandException {
            if (!step.startsWith(";")) {
                if (step.isEmpty() || uid.isPresent() || uidValidity.isPresent()) {
                    throw notOne();
                }
                int semicolon = step.indexOf(';');
                mailbox.append(mailbox.isEmpty() ? "" : "/");
                mailbox.append(decoded(semicolon < 0 ? step : step.substring(0, semicolon)));
                if (semicolon >= 0) {
                    parameter(step.substring(semicolon + 1), true);
                }
                return;
            }
            parameter(step.substring(1), false);
        }

        private void parameter(String written, boolean ofMailbox) throws BadCommandException {
            int equals = written.indexOf('=');
            if (equals < 0) {
                throw notOne();
            }
            String name = written.substring(0, equals).toUpperCase(Locale.ROOT);
            Tokens value = tokens(decoded(written.substring(equals + 1)));
            if (ofMailbox != name.equals("UIDVALIDITY") || (uid.isEmpty() && !isFirst(name))) {
                throw notOne();
            }
            switch (name) {
                case "UIDVALIDITY" -> uidValidity = OptionalLong.of(whole(value));
                case "UID" -> uid = OptionalLong.of(whole(value));
                case "SECTION" -> section = BodySection.parse(tokens("[" + value.rest() + "]"));
                case "PARTIAL" -> partial = Optional.of(partial(value));
                default -> throw notOne();
            }
        }

        private static boolean isFirst(String name) {
            return name.equals("UIDVALIDITY") || name.equals("UID");
        }

        private static long whole(Tokens value) throws BadCommandException {
            long number = value.number();
            value.end();
            return number;
        }

        private static FetchItem.Partial partial(Tokens value) throws BadCommandException {
            long from = value.number();
            long count = value.skip('.') ? value.number() : Long.MAX_VALUE;
            value.end();
            return new FetchItem.Partial(from, count);
        }

        ImapUrl url() throws BadCommandException {
            if (uid.isEmpty()) {
                throw notOne();
            }
            Optional<String> name =
                    mailbox.isEmpty() ? Optional.empty() : Optional.of(mailbox.toString());
            return new ImapUrl(name, uidValidity, uid.getAsLong(), section, partial);
        }
    }

    private static Tokens tokens(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return new Tokens(new RawCommand(List.of(octets), List.of()));
    }

    private static BadCommandException notOne() {
        return new BadCommandException("Not a URL of a message");
    }

    /** Percent signs stand for octets of UTF-8. */
    static String decoded(String text) throws BadCommandException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                octets.write(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw notOne();
            }
            octets.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw notOne();
        }
    }
}
