// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.ListTraffic;
import org.tubepost.message.HeaderEditor;

/** Lists that want a password in the header field {@code Approved} of what is posted to them. */
final class ListPasswords {
    private static final String FIELD = "Approved";

    private final Set<ListTraffic> locked;

    ListPasswords(Set<ListTraffic> lists) {
        this.locked =
                lists.stream()
                        .filter(list -> !list.password().isEmpty())
                        .collect(Collectors.toSet());
    }

    /** Why the message is refused: it lacks the password of a list. */
    Optional<Reply> refusal(Content content) throws IOException {
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        HeaderEditor header = HeaderEditor.of(content);
        return locked.stream()
                .filter(list -> header.named(FIELD).noneMatch(f -> opens(list, f.body())))
                .findFirst()
                .map(list -> Replies.passwordMissing(list.name(), FIELD));
    }

    private static boolean opens(ListTraffic list, String given) {
        return MessageDigest.isEqual(octets(list.password()), octets(given.strip()));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
