// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

/** A change to the directory was refused; the message tells an administrator why. */
public final class ProvisioningException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the reason, one sentence. */
    public ProvisioningException(String reason) {
        super(reason);
    }
}
