// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.QueueFullException;

/** What acceptance says. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    static final Reply SENDER_OK = Reply.of(250, "2.1.0", "sender ok");
    static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "recipient ok");
    static final Reply GO_ON = Reply.of(354, "2.0.0", "send the message, end with a dot");
    static final Reply NO_RECIPIENT = Reply.of(554, "5.5.1", "no valid recipients");
    static final Reply OUT_OF_ORDER = Reply.of(503, "5.5.1", "commands out of order");
    static final Reply REHEARSAL = Reply.of(554, "5.5.1", "this transaction takes no message");
    static final Reply TOO_MANY = Reply.of(452, "4.5.3", "too many recipients");
    static final Reply CUT_OFF = Reply.of(554, "5.5.3", "too many recipients for one message");
    static final Reply LOOPING = Reply.of(554, "5.4.6", "message is looping");
    static final Reply ALIAS_LOOP =
            Reply.of(550, "5.4.6", "aliases or forwarding lead in a circle");
    static final Reply NO_RECIPIENT_FIELD = Reply.of(554, "5.6.0", "the header names no recipient");
    static final Reply NOT_BY_ALIAS = Reply.of(550, "5.1.1", "no such user here");
    static final Reply QUEUE_FULL =
            Reply.of(452, "4.3.1", "no room for the message now, try again later");
    static final Reply QUEUE_FAILED =
            Reply.of(451, "4.3.0", "message could not be stored, try again later");

    private Replies() {}

    static Reply tooLarge(long limit) {
        return Reply.of(552, "5.3.4", "message is larger than " + limit + " octets");
    }

    static Reply tooLargeFor(String channel, String limit) {
        return Reply.of(552, "5.3.4", "channel " + channel + " takes messages of at most " + limit);
    }

    static Reply passwordMissing(String list, String field) {
        return Reply.of(550, "5.7.2", list + " wants its password in the header field " + field);
    }

    static Reply tooLargeForList(String list, String limit) {
        return Reply.of(552, "5.2.3", list + " takes messages of at most " + limit);
    }

    /** The rules take a host of the directory for this system, and the directory does not. */
    static Reply hostIsHere(String host) {
        return Reply.of(451, "4.3.5", host + " is this system, but not in LDAP_HOST_ALIAS_LIST");
    }

    static Reply headerTooLarge(long limit) {
        return Reply.of(552, "5.3.4", "header is larger than " + limit + " octets");
    }

    static Reply accepted(MessageId id) {
        return Reply.of(250, "2.0.0", "message accepted as " + id);
    }

    static Reply notStored(Throwable problem) {
        Throwable cause = problem.getCause() == null ? problem : problem.getCause();
        if (problem instanceof QueueFullException || cause instanceof QueueFullException) {
            LOG.warn("The queue takes nothing: {}", cause.getMessage());
            return QUEUE_FULL;
        }
        LOG.error("A message could not be stored", problem);
        return QUEUE_FAILED;
    }
}
