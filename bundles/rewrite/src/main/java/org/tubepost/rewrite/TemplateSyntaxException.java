// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

/** A template does not compile; the message tells an administrator why. */
final class TemplateSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    TemplateSyntaxException(String reason) {
        super(reason);
    }
}
