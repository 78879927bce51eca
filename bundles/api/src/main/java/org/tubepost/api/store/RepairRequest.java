// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Optional;

/**
 * What is to be looked at, and what may be done about what is found.
 *
 * @param owner only this owner's mail
 * @param folder only this folder of the owner
 * @param partition only contents on this partition
 * @param mend true to mend what can be mended without loss; false to change nothing at all
 * @param lost what becomes of messages whose content cannot be read
 * @param orphans what becomes of contents that no message uses
 * @param resume true to go on behind the owner that an earlier run ended with
 */
public record RepairRequest(
        Optional<String> owner,
        Optional<String> folder,
        Optional<String> partition,
        boolean mend,
        Lost lost,
        Orphans orphans,
        boolean resume) {

    /** Whoever only checks keeps everything. */
    public RepairRequest {
        lost = mend ? lost : Lost.KEEP;
        orphans = mend ? orphans : Orphans.KEEP;
    }

    /** Keyword of messages whose content is damaged, see {@link Lost#MARK}. */
    public static final String DAMAGED = "$Damaged";

    /** For messages whose content is damaged or gone. */
    public enum Lost {
        /** They stay as they are; reading them is refused. */
        KEEP,
        /** They get the keyword {@value RepairRequest#DAMAGED}. */
        MARK,
        /** They are expunged. */
        REMOVE
    }

    /** For contents that no message uses. */
    public enum Orphans {
        /** They stay; while the log is known to be damaged the store does not release them. */
        KEEP,
        /** They go to the folder Recovered of whom they were for, where that can be told. */
        RECOVER,
        /** They are released; what was lost with the log is given up. */
        RELEASE
    }

    /** Everything, and nothing is changed. */
    public static RepairRequest check() {
        return new RepairRequest(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Lost.KEEP,
                Orphans.KEEP,
                false);
    }

    /** Everything, and what can be mended without loss is mended. */
    public static RepairRequest mending() {
        return new RepairRequest(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Lost.KEEP,
                Orphans.KEEP,
                false);
    }

    /** The same with other wishes. */
    public RepairRequest with(Lost wanted, Orphans alsoWanted) {
        return new RepairRequest(owner, folder, partition, mend, wanted, alsoWanted, resume);
    }

    /** The same for one owner. */
    public RepairRequest of(String id) {
        return new RepairRequest(Optional.of(id), folder, partition, mend, lost, orphans, resume);
    }

    /** True when the whole store is meant. */
    public boolean isWhole() {
        return owner.isEmpty() && folder.isEmpty() && partition.isEmpty();
    }
}
