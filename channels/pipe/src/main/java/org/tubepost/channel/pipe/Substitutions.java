// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;

/** What a command is told of a message: in arguments, and always in its environment. */
final class Substitutions {
    /** Words that may stand in braces. */
    static final Set<String> NAMES =
            Set.of(
                    "sender",
                    "recipient",
                    "original",
                    "user",
                    "detail",
                    "domain",
                    "id",
                    "entry",
                    "attempt",
                    "size");

    private Substitutions() {}

    static Map<String, String> of(Delivery delivery, Recipient recipient) {
        MailAddress address = recipient.address();
        int plus = address.localPart().indexOf('+');
        Map<String, String> values = new HashMap<>();
        values.put("sender", delivery.envelope().sender().toString());
        values.put("recipient", address.toString());
        values.put("original", recipient.original().toString());
        values.put("user", plus < 1 ? address.localPart() : address.localPart().substring(0, plus));
        values.put("detail", plus < 1 ? "" : address.localPart().substring(plus + 1));
        values.put("domain", address.domain());
        values.put("id", delivery.envelope().id().toString());
        values.put("entry", Long.toString(delivery.entry()));
        values.put("attempt", Integer.toString(delivery.attempt()));
        values.put("size", Long.toString(delivery.content().size()));
        return values;
    }

    /** The whole environment of a command. */
    static Map<String, String> environment(Map<String, String> values) {
        Map<String, String> all = new HashMap<>();
        all.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        all.put("LANG", "C.UTF-8");
        values.forEach(
                (name, value) -> all.put("TUBEPOST_" + name.toUpperCase(Locale.ROOT), value));
        return all;
    }
}
