// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import org.tubepost.api.directory.ProvisioningException;

/**
 * A user, group or resource as administrators write it.
 *
 * @param local name within the domain
 * @param domain name of the domain
 */
record EntryName(String local, String domain) {

    static EntryName of(String text) throws ProvisioningException {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            throw new ProvisioningException("expected name@domain, not '" + text + "'");
        }
        return new EntryName(text.substring(0, at), text.substring(at + 1));
    }
}
