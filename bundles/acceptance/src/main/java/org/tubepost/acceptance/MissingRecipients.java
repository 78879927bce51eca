// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.message.HeaderEditor;

/**
 * Keyword {@code missingrecipientpolicy}: what is done about a header that names no recipient. RFC
 * 822 demanded one, RFC 5322 does not; systems of the old kind may.
 */
final class MissingRecipients {
    private static final int NAME_ALL = 2;
    private static final int NAME_ALL_BLIND = 3;
    private static final int EMPTY_GROUP = 4;
    private static final int EMPTY_BCC = 5;
    private static final int REFUSE = 6;
    private static final Set<String> FIELDS = Set.of("to", "cc", "bcc");

    private MissingRecipients() {}

    /** Mends the header, or says why the message is refused. */
    static Optional<Reply> mend(HeaderEditor editor, int policy, List<MailAddress> given) {
        if (policy < NAME_ALL
                || FIELDS.stream()
                        .anyMatch(
                                f ->
                                        editor.named(f).findAny().isPresent()
                                                || editor.named("resent-" + f)
                                                        .findAny()
                                                        .isPresent())) {
            return Optional.empty();
        }
        switch (policy) {
            case NAME_ALL -> editor.append("To", list(given));
            case NAME_ALL_BLIND -> editor.append("Bcc", list(given));
            case EMPTY_GROUP -> editor.append("To", "Recipients not specified: ;");
            case EMPTY_BCC -> editor.append("Bcc", "");
            case REFUSE -> {
                return Optional.of(Replies.NO_RECIPIENT_FIELD);
            }
            default -> {
                // Refused when the configuration was read.
            }
        }
        return Optional.empty();
    }

    private static String list(List<MailAddress> given) {
        return given.stream().map(MailAddress::toString).collect(Collectors.joining(",\r\n"));
    }
}
