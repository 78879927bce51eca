// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tubepost.api.directory.Account;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.ReversePath;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;

/**
 * Whether a message may be answered by a machine at all (RFC 3834 section 2): not when a machine, a
 * list or nobody wrote it, and not unless it names the user.
 */
final class Courtesy {
    private static final Set<String> BULK = Set.of("bulk", "junk", "list");
    private static final Set<String> MACHINES =
            Set.of("mailer-daemon", "listserv", "majordomo", "noreply", "no-reply", "donotreply");
    private static final Set<String> ADDRESSED =
            Set.of("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc");

    private Courtesy() {}

    /** Why the message is not answered; empty if it may be. */
    static Optional<String> objection(ReversePath sender, HeaderBlock header, Account account) {
        if (sender.isNull()) {
            return Optional.of("it has no sender");
        }
        MailAddress from = sender.address().orElseThrow();
        Set<String> own = own(account);
        if (isMachine(from.localPart().toLowerCase(Locale.ROOT))) {
            return Optional.of("its sender is a machine or a list");
        }
        if (own.contains(key(from))) {
            return Optional.of("the user has sent it");
        }
        return machineMade(header)
                .or(
                        () ->
                                names(header, own)
                                        ? Optional.empty()
                                        : Optional.of("it is not addressed to the user"));
    }

    private static boolean isMachine(String name) {
        return MACHINES.contains(name)
                || name.startsWith("owner-")
                || name.endsWith("-owner")
                || name.endsWith("-request")
                || name.endsWith("-bounces")
                || name.startsWith("bounce");
    }

    private static Optional<String> machineMade(HeaderBlock header) {
        for (HeaderField field : header.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            String body = field.body().toLowerCase(Locale.ROOT);
            boolean made =
                    switch (name) {
                        case "auto-submitted" -> !body.split("[;\\s(]", 2)[0].equals("no");
                        case "precedence" -> BULK.contains(body);
                        case "x-auto-response-suppress" ->
                                body.matches(".*\\b(all|oof|autoreply)\\b.*");
                        case "content-type" -> body.startsWith("multipart/report");
                        default -> name.startsWith("list-");
                    };
            if (made) {
                return Optional.of("its field " + field.name() + " forbids it");
            }
        }
        return Optional.empty();
    }

    private static boolean names(HeaderBlock header, Set<String> own) {
        return header.fields().stream()
                .filter(f -> ADDRESSED.contains(f.name().toLowerCase(Locale.ROOT)))
                .flatMap(f -> f.addresses().stream())
                .anyMatch(a -> own.contains(key(a)));
    }

    private static Set<String> own(Account account) {
        Set<String> keys = new HashSet<>();
        Stream.concat(Stream.of(account.mail()), account.alternateAddresses().stream())
                .forEach(a -> keys.add(key(a)));
        account.attributes()
                .all("mailEquivalentAddress")
                .forEach(a -> keys.add(a.toLowerCase(Locale.ROOT)));
        return keys;
    }

    /** Without case and sub-address. */
    private static String key(MailAddress address) {
        String name = address.localPart();
        int plus = name.indexOf('+');
        String user = plus < 1 ? name : name.substring(0, plus);
        return (user + "@" + address.asciiDomain()).toLowerCase(Locale.ROOT);
    }
}
