// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.LoginEvent;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxChange;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.QuotaEvent;

/**
 * Says in the words of RFC 5423 and of the seed what the house tells its listeners. One change can
 * be several events: a STORE that marks a message read and answered is two.
 */
final class Translation {
    private final String host;
    private final HeaderSource headers;
    private final BiConsumer<EventType, Properties> out;

    /**
     * Translates.
     *
     * @param host name of this machine
     * @param headers where headers of new messages come from
     * @param out takes each event
     */
    Translation(String host, HeaderSource headers, BiConsumer<EventType, Properties> out) {
        this.host = host;
        this.headers = headers;
        this.out = out;
    }

    /** Types of events that something in a mailbox can be. */
    static Set<EventType> types(MailboxEvent.Kind kind) {
        return switch (kind) {
            case DELIVERED -> Set.of(EventType.MESSAGE_NEW);
            case APPENDED -> Set.of(EventType.MESSAGE_APPEND);
            case FLAGS ->
                    Set.of(
                            EventType.MESSAGE_READ,
                            EventType.MESSAGE_TRASH,
                            EventType.FLAGS_SET,
                            EventType.FLAGS_CLEAR);
            case EXPUNGED -> Set.of(EventType.MESSAGE_EXPUNGE, EventType.MESSAGE_EXPIRE);
            case CREATED -> Set.of(EventType.MAILBOX_CREATE);
            case DELETED -> Set.of(EventType.MAILBOX_DELETE);
            case RENAMED -> Set.of(EventType.MAILBOX_RENAME);
        };
    }

    /** Something happened in a mailbox. */
    void mailbox(MailboxEvent event, Instant time) {
        MailboxChange change = event.change().orElse(null);
        if (change == null) {
            return;
        }
        switch (event.kind()) {
            case DELIVERED -> arrived(EventType.MESSAGE_NEW, event, change, time);
            case APPENDED -> arrived(EventType.MESSAGE_APPEND, event, change, time);
            case FLAGS -> flags(event, change, time);
            case EXPUNGED -> gone(event, change, time);
            case CREATED -> tell(EventType.MAILBOX_CREATE, event, change, time);
            case DELETED -> tell(EventType.MAILBOX_DELETE, event, change, time);
            case RENAMED -> renamed(event, change, time);
            default -> throw new IllegalStateException("no event for " + event.kind());
        }
    }

    private Properties about(
            EventType type, MailboxEvent event, MailboxChange change, Instant time) {
        MailboxName name = event.mailbox();
        Properties properties =
                Properties.of(type, host, time)
                        .put("mailboxName", name.toString())
                        .put("userid", name.owner())
                        .put("mailboxID", change.mailboxId())
                        .put("uidValidity", change.uidValidity())
                        .put("modSeq", event.modSeq());
        Optional<MailboxView> now = change.after();
        now.ifPresent(
                view ->
                        properties
                                .put("numMsgs", view.size())
                                .put("numSeen", view.size() - view.unseen())
                                .put("unseenMessages", view.unseen())
                                .put("uidNext", view.uidNext()));
        return properties;
    }

    private void tell(EventType type, MailboxEvent event, MailboxChange change, Instant time) {
        out.accept(type, about(type, event, change, time));
    }

    /** One event a message: whoever watches for new mail wants each. */
    private void arrived(EventType type, MailboxEvent event, MailboxChange change, Instant time) {
        MailboxView view = change.after().orElse(null);
        for (long uid : change.uids()) {
            int index = view == null ? -1 : view.indexOf(uid);
            if (index < 0) {
                continue;
            }
            Properties properties =
                    about(type, event, change, time)
                            .uids(List.of(uid))
                            .put("size", view.get(index).size())
                            .put("flagNames", names(view.get(index).flags()));
            headers.of(event.mailbox(), change.uidValidity(), uid)
                    .ifPresent(h -> properties.put("header", h.text()).put("hdrLen", h.length()));
            out.accept(type, properties);
        }
    }

    private void flags(MailboxEvent event, MailboxChange change, Instant time) {
        FlagDifference.of(change)
                .forEach(
                        (type, group) -> {
                            Properties properties =
                                    about(type, event, change, time)
                                            .uids(group.uids())
                                            .put("flagNames", group.names().toArray(String[]::new));
                            if (group.uids().size() == 1) {
                                properties
                                        .put("oldFlags", names(group.before()))
                                        .put("newFlags", names(group.after()));
                            }
                            out.accept(type, properties);
                        });
    }

    private void gone(MailboxEvent event, MailboxChange change, Instant time) {
        EventType type = change.isExpiry() ? EventType.MESSAGE_EXPIRE : EventType.MESSAGE_EXPUNGE;
        List<Long> uids = change.uids();
        if (!uids.isEmpty()) {
            out.accept(type, about(type, event, change, time).uids(uids));
        }
    }

    private void renamed(MailboxEvent event, MailboxChange change, Instant time) {
        Properties properties = about(EventType.MAILBOX_RENAME, event, change, time);
        change.newName()
                .ifPresent(
                        to ->
                                properties
                                        .put("oldMailboxName", event.mailbox().toString())
                                        .put("mailboxName", to.toString()));
        out.accept(EventType.MAILBOX_RENAME, properties);
    }

    private static String[] names(Flags flags) {
        return flags.names().toArray(String[]::new);
    }

    /** A user passed a quota. */
    void quota(QuotaEvent event) {
        EventType type = event.exceeded() ? EventType.QUOTA_EXCEED : EventType.QUOTA_WITHIN;
        out.accept(
                type,
                Properties.of(type, host, event.time())
                        .put("userid", event.owner())
                        .put("quotaRoot", event.root())
                        .put("diskquota", kilobytes(event.octetLimit()))
                        .put("diskquotaused", kilobytes(event.octets()))
                        .put("msgquota", event.messageLimit() < 0 ? -1L : event.messageLimit())
                        .put("msgquotaused", event.messages()));
    }

    /** Kilobytes, begun ones too: what is full must not look as if it were not. */
    private static long kilobytes(long octets) {
        return octets < 0 ? -1 : octets / 1024 + (octets % 1024 == 0 ? 0 : 1);
    }

    /** Somebody logged in or is gone. */
    void login(LoginEvent event) {
        EventType type = event.kind() == LoginEvent.Kind.LOGIN ? EventType.LOGIN : EventType.LOGOUT;
        AuthenticationContext context = event.context();
        Properties properties =
                Properties.of(type, host, event.time())
                        .put("userid", event.who().id())
                        .put("client", context.client().getAddress().getHostAddress())
                        .put("clientPort", context.client().getPort())
                        .put("protocol", context.protocol())
                        .put("service", context.service())
                        .put("session", context.session())
                        .put("secured", context.encrypted());
        if (type == EventType.LOGIN) {
            properties.put("mechanism", event.mechanism());
        }
        if (event.who().proxied()) {
            properties.put("admin", event.who().authenticatedAs());
        }
        out.accept(type, properties);
    }

    /** Changes were dropped. */
    void lost(long number, Instant time) {
        out.accept(
                EventType.EVENTS_LOST,
                Properties.of(EventType.EVENTS_LOST, host, time).put("lost", number));
    }
}
