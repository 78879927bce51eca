// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.RecipientDsn.Notify;

/** Reads the parameters of RCPT (RFC 3461 section 4, RFC 6533 section 4). */
final class RcptArguments {
    private static final int LONGEST_ORIGINAL = 500;

    private RcptArguments() {}

    static RecipientDsn parse(String text) throws CommandSyntaxException {
        Set<Notify> events = EnumSet.noneOf(Notify.class);
        String original = "";
        for (Map.Entry<String, String> entry : Parameters.parse(text).entrySet()) {
            switch (entry.getKey()) {
                case "NOTIFY" -> events.addAll(events(entry.getValue()));
                case "ORCPT" -> original = original(entry.getValue());
                default -> throw Parameters.unknown(entry.getKey());
            }
        }
        return new RecipientDsn(events, original);
    }

    private static Set<Notify> events(String value) throws CommandSyntaxException {
        Set<Notify> events = EnumSet.noneOf(Notify.class);
        for (String word : value.split(",", -1)) {
            try {
                events.add(Notify.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw Parameters.bad("NOTIFY");
            }
        }
        if (events.contains(Notify.NEVER) && events.size() > 1) {
            throw Parameters.bad("NOTIFY");
        }
        return events;
    }

    private static String original(String value) throws CommandSyntaxException {
        int semicolon = value.indexOf(';');
        String type = semicolon < 0 ? "" : value.substring(0, semicolon).toLowerCase(Locale.ROOT);
        if (!type.matches("[a-z0-9][a-z0-9-]*") || value.length() > LONGEST_ORIGINAL) {
            throw Parameters.bad("ORCPT");
        }
        String encoded = value.substring(semicolon + 1);
        String address =
                (type.equals("utf-8") ? Xtext.decodeUtf8(encoded) : Xtext.decode(encoded))
                        .orElseThrow(() -> Parameters.bad("ORCPT"));
        if (address.isEmpty() || address.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw Parameters.bad("ORCPT");
        }
        return type + ";" + address;
    }
}
