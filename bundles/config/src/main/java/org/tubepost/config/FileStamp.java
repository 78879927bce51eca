// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What tells one state of a file from another without reading it: time, size and, where the file
 * system has one, identity, so that a file replaced by rename within one tick of the clock is seen.
 *
 * @param modified time of the last change in milliseconds and nanoseconds, as text
 * @param size in octets, -1 for a file that is not there
 * @param identity inode, or empty
 */
record FileStamp(String modified, long size, String identity) {
    /** A file that is not there. */
    static final FileStamp ABSENT = new FileStamp("", -1, "");

    /** The state of a file now. */
    static FileStamp of(Path file) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    facts.lastModifiedTime().toString(),
                    facts.size(),
                    String.valueOf(facts.fileKey()));
        } catch (IOException gone) {
            return ABSENT;
        }
    }
}
