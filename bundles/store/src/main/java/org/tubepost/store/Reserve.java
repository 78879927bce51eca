// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.List;
import org.tubepost.api.store.Flags;
import org.tubepost.store.state.FlagGroup;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;

/**
 * How much a record may use of the room on the log's volume that is kept for when there is no
 * other. A volume that is full gets room back by records only: of messages that go, so that their
 * contents are released, and of images, so that the log is shortened. What is never used is for the
 * log's second copy, if that is on the same volume, and for the derived index, whose checkpoint
 * comes before each release and is large when a record lets go of many.
 */
enum Reserve {
    /** Nothing, for what brings more. */
    UNTOUCHED(4),

    /** A quarter, for images: they give room only when all are written, others come first. */
    QUARTER(3),

    /** Half, for what lets go. */
    HALF(2);

    private final int quartersLeft;

    Reserve(int quartersLeft) {
        this.quartersLeft = quartersLeft;
    }

    /** What a record may use, by its steps. */
    static Reserve of(List<? extends Op> ops) {
        if (ops.stream().allMatch(Reserve::isImage)) {
            return QUARTER;
        }
        return ops.stream().allMatch(Reserve::letsGo) ? HALF : UNTOUCHED;
    }

    /** Octets of a reserve that are left alone. */
    long left(long reserve) {
        return reserve / 4 * quartersLeft;
    }

    private static boolean isImage(Op op) {
        return op instanceof Op.MailboxImage
                || op instanceof Op.OwnerImage
                || op instanceof Op.Counters;
    }

    private static boolean letsGo(Op op) {
        return op instanceof Op.Expunge
                || op instanceof Op.DeleteFolder
                || op instanceof Op.DeleteOwner
                || op instanceof Op.ForgetReader
                || op instanceof Op.Relocate
                || isMark(op)
                || isOfBin(op);
    }

    /** Without the flag that a client sets first nothing is expunged. */
    private static boolean isMark(Op op) {
        return op instanceof Op.SetFlags set
                && set.groups().stream().map(FlagGroup::flags).allMatch(f -> f.has(Flags.DELETED));
    }

    /** What is expunged goes into a bin in the same record. */
    private static boolean isOfBin(Op op) {
        return op instanceof Op.CreateBin
                || op instanceof Op.Add add && MailboxState.isBin(add.mailbox())
                || op instanceof Op.SkipUids skip && MailboxState.isBin(skip.mailbox());
    }
}
