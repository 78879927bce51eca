// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the programs of this module print; they are no bundles and have no log. */
final class Terminal {
    private static final PrintStream OUT = stream(FileDescriptor.out);
    private static final PrintStream ERRORS = stream(FileDescriptor.err);

    private Terminal() {}

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    static void print(String text) {
        OUT.println(text);
    }

    static void complain(String text) {
        ERRORS.println(text);
    }
}
