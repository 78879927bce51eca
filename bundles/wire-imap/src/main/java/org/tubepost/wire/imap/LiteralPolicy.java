// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

/** Decides what becomes of an announced literal. */
@FunctionalInterface
public interface LiteralPolicy {

    /**
     * A literal was announced.
     *
     * @param begun the command up to the literal
     * @param size octets announced
     */
    Decision decide(RawCommand begun, long size);

    /** What becomes of a literal. */
    sealed interface Decision {

        /** It is kept in memory as a part of the command. */
        record Keep() implements Decision {}

        /**
         * It goes elsewhere.
         *
         * @param target takes it
         */
        record Divert(LiteralTarget target) implements Decision {}

        /**
         * It is not taken, and the command is over.
         *
         * @param answer status and text of the tagged answer, {@code NO [TOOBIG] Too large}
         */
        record Refuse(String answer) implements Decision {}
    }
}
