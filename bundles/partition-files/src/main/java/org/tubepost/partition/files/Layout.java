// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of files and folders. A message is {@code =msg/XX/YY/NUMBER.msg}; {@code YY} are the bits 8
 * to 15 of its number in hex and {@code XX} those above, so that {@value #NEIGHBOURS} messages
 * which come one after the other share a folder, and a group commit forces one folder or two. After
 * 16,777,216 messages the first folder comes again. What is not a message yet is in {@code
 * incoming}.
 *
 * @param messages folder of all this
 */
record Layout(Path messages) {
    /** Messages in a row that share a folder. */
    static final int NEIGHBOURS = 256;

    private static final String TAIL = ".msg";

    Path incoming() {
        return messages.resolve("incoming");
    }

    Path top() {
        return messages.resolve("=msg");
    }

    /** Folder of a message. */
    Path leaf(long number) {
        long hash = number / NEIGHBOURS;
        return top().resolve(hex(hash >>> 8)).resolve(hex(hash));
    }

    /** File of a message. */
    Path file(long number) {
        return leaf(number).resolve(number + TAIL);
    }

    private static String hex(long octet) {
        return String.format("%02x", octet & 0xff);
    }

    /** Number in a file's name; 0 if it is not a message's. */
    static long number(Path file) {
        String name = file.getFileName().toString();
        int digits = name.length() - TAIL.length();
        if (digits < 1 || digits > 18 || !name.endsWith(TAIL) || name.charAt(0) == '0') {
            return 0;
        }
        for (int i = 0; i < digits; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return 0;
            }
        }
        return Long.parseLong(name.substring(0, digits));
    }

    /** Folders that hold messages. */
    List<Path> leaves() throws IOException {
        List<Path> leaves = new ArrayList<>();
        if (Files.isDirectory(top())) {
            for (Path upper : list(top())) {
                leaves.addAll(list(upper));
            }
        }
        return leaves;
    }

    /** What a folder has. */
    static List<Path> list(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            return all;
        } catch (java.nio.file.DirectoryIteratorException failed) {
            throw failed.getCause();
        }
    }

    /** Deletes what was coming in when the process ended. */
    int sweep() throws IOException {
        Files.createDirectories(incoming());
        List<Path> left = list(incoming());
        for (Path file : left) {
            Files.deleteIfExists(file);
        }
        return left.size();
    }
}
