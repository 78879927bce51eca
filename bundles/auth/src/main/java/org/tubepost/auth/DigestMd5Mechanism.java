// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;

/** DIGEST-MD5 (RFC 2831), for old clients and passwords in clear; not offered by default. */
@Component(property = SaslMechanism.NAME + "=DIGEST-MD5")
public final class DigestMd5Mechanism implements SaslMechanism {
    private final Admission admission;

    /** Lets the admission judge. */
    @Activate
    public DigestMd5Mechanism(@Reference Admission admission) {
        this.admission = admission;
    }

    @Override
    public boolean isAllowed(AuthenticationContext context) {
        return admission.offered().wants("DIGEST-MD5", context)
                && admission.offered().allowsChallenge(context);
    }

    @Override
    public SaslExchange begin(AuthenticationContext context) {
        return new Md5Exchange(admission, "DIGEST-MD5", context);
    }
}
