// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.Route;
import org.tubepost.message.AddressField;
import org.tubepost.message.ContentEdits;
import org.tubepost.message.HeaderEditor;

/**
 * What happens to the header before the filters see it: addresses are completed, rewritten and
 * replaced by their public form, a Sender field names who has logged in, and a header without
 * recipients gets what the channel wants. The header is read only if one of these may change it;
 * only what changes is written anew, the body is not touched.
 */
final class HeaderWork {
    private final Circumstances circumstances;
    private final Sender sender;
    private final AddressTables tables;

    /**
     * What came of it.
     *
     * @param refusal why the message is refused
     * @param content the message; the caller closes it. Empty if it is refused
     * @param reversals addresses still to be replaced, by channel, where copies for different
     *     channels come out differently
     */
    record Result(
            Optional<Reply> refusal,
            Optional<Content> content,
            Map<String, Map<MailAddress, MailAddress>> reversals) {}

    private record Asked(AddressField kind, MailAddress address) {}

    HeaderWork(Circumstances circumstances, Sender sender, AddressTables tables) {
        this.circumstances = circumstances;
        this.sender = sender;
        this.tables = tables;
    }

    Result apply(Content content, List<MailAddress> given, Set<String> channels)
            throws IOException, AwayException {
        Optional<MailAddress> senderField = new SenderField(circumstances, sender).wanted();
        Set<String> reversing = new LinkedHashSet<>(channels);
        reversing.removeIf(c -> !tables.reverse(c));
        boolean rewrites = rewrites();
        int policy = sender.rules().missingRecipientPolicy();
        if (!rewrites
                && reversing.isEmpty()
                && senderField.isEmpty()
                && policy == SourceRules.LEAVE_ALONE) {
            return new Result(Optional.empty(), Optional.of(content.retain()), Map.of());
        }
        HeaderEditor editor = HeaderEditor.of(content);
        if (rewrites) {
            rewrite(editor);
        }
        senderField.ifPresent(a -> SenderField.write(editor, a, sender.rules().authRewrite() != 2));
        Optional<Reply> refused = MissingRecipients.mend(editor, policy, given);
        if (refused.isPresent()) {
            return new Result(refused, Optional.empty(), Map.of());
        }
        Map<String, Map<MailAddress, MailAddress>> reversals =
                reversed(editor, channels, reversing);
        Content changed =
                editor.isChanged()
                        ? new ContentEdits(content).header(editor.octets()).apply()
                        : content.retain();
        return new Result(Optional.empty(), Optional.of(changed), reversals);
    }

    private boolean rewrites() throws AwayException {
        if (sender.rules().senderHost().isPresent()) {
            return true;
        }
        try (Lease<AddressRewriter> rewriter = circumstances.rooms().rewriter()) {
            return rewriter.service().mayChangeHeaders(circumstances.generation());
        }
    }

    private void rewrite(HeaderEditor editor) throws AwayException {
        Map<Asked, MailAddress> known = new HashMap<>();
        try (Lease<AddressRewriter> rewriter = circumstances.rooms().rewriter()) {
            editor.addresses(
                    (kind, address) ->
                            known.computeIfAbsent(
                                    new Asked(kind, address),
                                    asked -> rewritten(asked, rewriter.service())));
        }
    }

    private MailAddress rewritten(Asked asked, AddressRewriter rewriter) {
        boolean forward = asked.kind() == AddressField.FORWARD;
        Optional<String> host =
                forward ? sender.rules().recipientHost() : sender.rules().senderHost();
        MailAddress address = asked.address();
        if (address.isUnqualified()) {
            if (host.isEmpty()) {
                return address;
            }
            address = address.withDomain(host.get());
        }
        Route route =
                rewriter.rewrite(
                        address,
                        circumstances.rewriting(sender.origin().channel(), false, forward));
        return route instanceof Route.Found found ? found.address() : address;
    }

    /** Replaces addresses here if all channels agree; else says what each wants. */
    private Map<String, Map<MailAddress, MailAddress>> reversed(
            HeaderEditor editor, Set<String> channels, Set<String> reversing) throws AwayException {
        if (reversing.isEmpty()) {
            return Map.of();
        }
        Set<MailAddress> addresses = new LinkedHashSet<>();
        editor.addresses(
                (kind, address) -> {
                    addresses.add(address);
                    return address;
                });
        Map<String, Map<MailAddress, MailAddress>> wanted = new HashMap<>();
        for (String channel : channels) {
            Map<MailAddress, MailAddress> changes = new HashMap<>();
            if (reversing.contains(channel)) {
                for (MailAddress address : addresses) {
                    MailAddress other =
                            tables.reversed(sender.origin().channel(), channel, address);
                    if (!other.equals(address)) {
                        changes.put(address, other);
                    }
                }
            }
            wanted.put(channel, changes);
        }
        if (new HashSet<>(wanted.values()).size() > 1) {
            return wanted;
        }
        Map<MailAddress, MailAddress> all = wanted.values().iterator().next();
        editor.addresses((kind, address) -> all.getOrDefault(address, address));
        return Map.of();
    }
}
