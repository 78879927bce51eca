// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Types of events with their names in RFC 5423, which are the last part of the topic, and those
 * that the seed gave them.
 */
enum EventType {
    MESSAGE_NEW("MessageNew", "NewMsg"),
    MESSAGE_APPEND("MessageAppend", "UpdateMsg"),
    MESSAGE_READ("MessageRead", "ReadMsg"),
    MESSAGE_TRASH("MessageTrash", "TrashMsg"),
    FLAGS_SET("FlagsSet", "MsgFlags"),
    FLAGS_CLEAR("FlagsClear", "MsgFlags"),
    MESSAGE_EXPUNGE("MessageExpunge", "DeleteMsg"),
    MESSAGE_EXPIRE("MessageExpire", "PurgeMsg"),
    QUOTA_EXCEED("QuotaExceed", "OverQuota"),
    QUOTA_WITHIN("QuotaWithin", "UnderQuota"),
    LOGIN("Login", "Login"),
    LOGOUT("Logout", "Logout"),
    MAILBOX_CREATE("MailboxCreate", "CreateMailbox"),
    MAILBOX_DELETE("MailboxDelete", "DeleteMailbox"),
    MAILBOX_RENAME("MailboxRename", "RenameMailbox"),
    /** Events that nobody was told of, because too many waited: ours, in no standard. */
    EVENTS_LOST("EventsLost", "EventsLost");

    /** What all topics begin with. */
    static final String TOPICS = "org/tubepost/event/";

    private static final Map<String, EventType> BY_NAME = new TreeMap<>();

    static {
        for (EventType type : values()) {
            BY_NAME.put(type.standard.toLowerCase(Locale.ROOT), type);
        }
    }

    private final String standard;
    private final String seed;

    EventType(String standard, String seed) {
        this.standard = standard;
        this.seed = seed;
    }

    /** The type with a name of RFC 5423, in any case. */
    static EventType named(String name) {
        EventType type = BY_NAME.get(name.strip().toLowerCase(Locale.ROOT));
        if (type == null) {
            throw new IllegalArgumentException("there are no events of the type " + name);
        }
        return type;
    }

    String topic() {
        return TOPICS + standard;
    }

    /** Name in the seed. */
    String seedName() {
        return seed;
    }

    /**
     * True when a pattern of {@code event.topics} asks for events of this type. Who takes all
     * events there are, as Karaf's collector always does, asks for none.
     */
    boolean isAskedForBy(String pattern) {
        if (pattern.equals(topic())) {
            return true;
        }
        return pattern.endsWith("/*")
                && topic().startsWith(pattern.substring(0, pattern.length() - 1));
    }
}
