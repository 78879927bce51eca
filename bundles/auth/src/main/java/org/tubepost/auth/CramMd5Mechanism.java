// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;

/** CRAM-MD5 (RFC 2195), for old clients and passwords in clear; not offered by default. */
@Component(property = SaslMechanism.NAME + "=CRAM-MD5")
public final class CramMd5Mechanism implements SaslMechanism {
    private final Admission admission;

    /** Lets the admission judge. */
    @Activate
    public CramMd5Mechanism(@Reference Admission admission) {
        this.admission = admission;
    }

    @Override
    public boolean isAllowed(AuthenticationContext context) {
        return admission.offered().wants("CRAM-MD5", context)
                && admission.offered().allowsChallenge(context);
    }

    @Override
    public SaslExchange begin(AuthenticationContext context) {
        return new Md5Exchange(admission, "CRAM-MD5", context);
    }
}
