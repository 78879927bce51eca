// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.ReversePath;

/**
 * What a mailing list does to the copies that go to its members (reference page mta-essentials,
 * "Aliases file").
 *
 * @param name of the list, as an address
 * @param sender envelope sender of the copies, where failures go; empty keeps the message's
 * @param verp true when the copy of each member has a sender of its own, {@code
 *     owner+member=domain@list}, so that a failure tells which address failed
 * @param sizeLimit largest message in octets; {@link Long#MAX_VALUE} without limit
 * @param lineLimit most lines of a message; {@link Long#MAX_VALUE} without limit
 * @param addedHeaders whole header lines to add, without line break at the end
 * @param trimmedHeaders names of fields to take out, lower case
 * @param subjectTag text to put before the subject unless it stands there; empty for none
 * @param prefixText text to put before the first plain text part; empty for none
 * @param suffixText text to put behind it; empty for none
 * @param filters names of filters to ask for this list
 * @param hold copies wait until an administrator releases them
 * @param password what the header field {@code Approved} of a post has to hold; empty for nothing
 */
public record ListTraffic(
        String name,
        Optional<ReversePath> sender,
        boolean verp,
        long sizeLimit,
        long lineLimit,
        List<String> addedHeaders,
        List<String> trimmedHeaders,
        String subjectTag,
        String prefixText,
        String suffixText,
        List<String> filters,
        boolean hold,
        String password) {

    /** Of a list without a password. */
    public ListTraffic(
            String name,
            Optional<ReversePath> sender,
            boolean verp,
            long sizeLimit,
            long lineLimit,
            List<String> addedHeaders,
            List<String> trimmedHeaders,
            String subjectTag,
            String prefixText,
            String suffixText,
            List<String> filters,
            boolean hold) {
        this(
                name,
                sender,
                verp,
                sizeLimit,
                lineLimit,
                addedHeaders,
                trimmedHeaders,
                subjectTag,
                prefixText,
                suffixText,
                filters,
                hold,
                "");
    }

    /** Copies the lists. */
    public ListTraffic {
        addedHeaders = List.copyOf(addedHeaders);
        trimmedHeaders = List.copyOf(trimmedHeaders);
        filters = List.copyOf(filters);
    }

    /** Somebody, a list or a user, whose only wish is that messages are not larger than that. */
    public static ListTraffic sizeLimited(String name, long octets) {
        return plain(name, Optional.empty(), octets);
    }

    /** A group whose only wish is where failures go. */
    public static ListTraffic errorsTo(String name, ReversePath sender) {
        return plain(name, Optional.of(sender), Long.MAX_VALUE);
    }

    private static ListTraffic plain(String name, Optional<ReversePath> sender, long sizeLimit) {
        return new ListTraffic(
                name,
                sender,
                false,
                sizeLimit,
                Long.MAX_VALUE,
                List.of(),
                List.of(),
                "",
                "",
                "",
                List.of(),
                false);
    }

    /** The same for a post that needs no password. */
    public ListTraffic withoutPassword() {
        return new ListTraffic(
                name,
                sender,
                verp,
                sizeLimit,
                lineLimit,
                addedHeaders,
                trimmedHeaders,
                subjectTag,
                prefixText,
                suffixText,
                filters,
                hold);
    }

    /** Everything but the password, which is nobody's business. */
    @Override
    public String toString() {
        return "ListTraffic[" + name + "]";
    }
}
