// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;

/** What SEARCH looks for (RFC 3501 section 6.4.4, RFC 7162, RFC 8474, RFC 5032). */
public sealed interface SearchKey {

    /** True when one of the simple keys of which this one is made is wanted. */
    default boolean mentions(Predicate<SearchKey> wanted) {
        if (this instanceof And and) {
            return and.keys().stream().anyMatch(k -> k.mentions(wanted));
        }
        if (this instanceof Or or) {
            return or.one().mentions(wanted) || or.other().mentions(wanted);
        }
        return this instanceof Not not ? not.key().mentions(wanted) : wanted.test(this);
    }

    /** Every message. */
    record All() implements SearchKey {}

    /**
     * All of these.
     *
     * @param keys at least one
     */
    record And(List<SearchKey> keys) implements SearchKey {
        /** Copies the list. */
        public And {
            keys = List.copyOf(keys);
        }
    }

    /**
     * One of these or both.
     *
     * @param one first
     * @param other second
     */
    record Or(SearchKey one, SearchKey other) implements SearchKey {}

    /**
     * Not this.
     *
     * @param key negated
     */
    record Not(SearchKey key) implements SearchKey {}

    /**
     * A flag is set.
     *
     * @param name {@code \Seen} or a keyword
     */
    record Flag(String name) implements SearchKey {}

    /** New to this session. */
    record Recent() implements SearchKey {}

    /**
     * By message number.
     *
     * @param set numbers
     */
    record Numbers(SequenceSet set) implements SearchKey {}

    /**
     * By unique identifier.
     *
     * @param set identifiers
     */
    record Uids(SequenceSet set) implements SearchKey {}

    /**
     * By a date, disregarding time and zone.
     *
     * @param which date
     * @param relation how it stands to the day
     * @param day the day
     */
    record Day(Which which, Relation relation, LocalDate day) implements SearchKey {}

    /** Dates of a message. */
    enum Which {
        /** Of arrival. */
        INTERNAL,
        /** Of its Date field. */
        SENT,
        /** When it came into this mailbox (RFC 8514). */
        SAVED
    }

    /** Relations to a day. */
    enum Relation {
        /** Earlier. */
        BEFORE,
        /** The same. */
        ON,
        /** The same or later. */
        SINCE
    }

    /**
     * By age.
     *
     * @param younger true for messages that arrived within the time, false for older ones
     * @param seconds the time
     */
    record Within(boolean younger, long seconds) implements SearchKey {}

    /**
     * By size.
     *
     * @param larger true for larger, false for smaller
     * @param octets limit, exclusive
     */
    record Size(boolean larger, long octets) implements SearchKey {}

    /**
     * A header field holds a text; the empty text means that the field is there.
     *
     * @param field name
     * @param text substring, without regard to case
     */
    record Header(String field, String text) implements SearchKey {}

    /**
     * The body holds a text.
     *
     * @param text substring, without regard to case
     * @param headerToo the header is searched, too
     */
    record Words(String text, boolean headerToo) implements SearchKey {}

    /**
     * Changed at or after.
     *
     * @param modSeq modification sequence
     */
    record ModSeq(long modSeq) implements SearchKey {}

    /**
     * By the id of the content.
     *
     * @param id as FETCH EMAILID gives it
     */
    record EmailId(String id) implements SearchKey {}

    /**
     * By the id of the thread.
     *
     * @param id as FETCH THREADID would give it
     */
    record ThreadId(String id) implements SearchKey {}
}
