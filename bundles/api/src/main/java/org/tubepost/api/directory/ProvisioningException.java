// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

/** A change to the directory was refused; the message tells an administrator why. */
public final class ProvisioningException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String attribute;

    /** With the reason, one sentence. */
    public ProvisioningException(String reason) {
        super(reason);
        this.attribute = "";
    }

    /**
     * With the attribute whose value is the reason.
     *
     * @param attribute its name; begins the message
     */
    public ProvisioningException(String attribute, String reason) {
        super(attribute + ": " + reason);
        this.attribute = attribute;
    }

    /** The attribute whose value is the reason; empty if it is no single one. */
    public String attribute() {
        return attribute;
    }
}
