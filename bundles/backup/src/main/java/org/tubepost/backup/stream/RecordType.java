// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.util.Optional;

/** Types of records; the number stands in the stream. */
enum RecordType {
    BEGIN(1),
    OWNER(2),
    FOLDER(3),
    EXPUNGED(4),
    MESSAGE(5),
    CONTENT(6),
    MESSAGE_END(7),
    MESSAGE_LOST(8),
    FOLDER_END(9),
    CATALOGUE(10),
    END(11),
    RIGHTS(12),
    ANNOTATION(13),
    SEEN(14);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    byte number() {
        return (byte) number;
    }

    static Optional<RecordType> of(int number) {
        for (RecordType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
