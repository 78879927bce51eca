// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a client has switched on, by ENABLE (RFC 5161) or by a command that implies it. Used by one
 * thread at a time.
 */
final class Features {
    private final Set<Feature> enabled = EnumSet.noneOf(Feature.class);

    /** Something that changes what the server says. */
    enum Feature {
        /** Modification sequences (RFC 7162). */
        CONDSTORE("CONDSTORE"),
        /** VANISHED instead of EXPUNGE (RFC 7162). */
        QRESYNC("QRESYNC"),
        /** The protocol of RFC 9051 where it differs from RFC 3501. */
        IMAP4REV2("IMAP4rev2"),
        /** Text in UTF-8 (RFC 6855). */
        UTF8_ACCEPT("UTF8=ACCEPT"),
        /** No message numbers (RFC 9586). */
        UIDONLY("UIDONLY");

        private final String written;

        Feature(String written) {
            this.written = written;
        }

        /** Its name on the wire. */
        String written() {
            return written;
        }

        /** The feature of this name, without regard to case. */
        static Optional<Feature> named(String name) {
            for (Feature feature : values()) {
                if (feature.written.equalsIgnoreCase(name)) {
                    return Optional.of(feature);
                }
            }
            return Optional.empty();
        }
    }

    /** Switches it on with what it implies. */
    void enable(Feature feature) {
        enabled.add(feature);
        if (feature == Feature.QRESYNC) {
            enabled.add(Feature.CONDSTORE);
        }
    }

    boolean has(Feature feature) {
        return enabled.contains(feature);
    }

    /** The client understands modification sequences. */
    boolean tellsModSeqs() {
        return has(Feature.CONDSTORE);
    }

    /** Messages that are gone are told by their UIDs. */
    boolean tellsVanished() {
        return has(Feature.QRESYNC) || has(Feature.UIDONLY);
    }

    /** The client wants to know which messages are recent; IMAP4rev2 knows no such. */
    boolean tellsRecent() {
        return !has(Feature.IMAP4REV2);
    }

    /** Names of mailboxes are written in UTF-8. */
    boolean hasUtf8Names() {
        return has(Feature.IMAP4REV2) || has(Feature.UTF8_ACCEPT);
    }
}
