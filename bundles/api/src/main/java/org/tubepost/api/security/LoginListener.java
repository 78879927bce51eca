// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import org.osgi.annotation.versioning.ConsumerType;

/** Told of logins that succeeded and of their end; registered as a service. Must return at once. */
@ConsumerType
public interface LoginListener {

    /** Somebody logged in or is gone. */
    void changed(LoginEvent event);
}
