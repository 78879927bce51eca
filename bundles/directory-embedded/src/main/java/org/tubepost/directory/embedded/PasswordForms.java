// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import com.unboundid.ldap.listener.Base64PasswordEncoderOutputFormatter;
import com.unboundid.ldap.listener.InMemoryPasswordEncoder;
import com.unboundid.ldap.listener.SaltedMessageDigestInMemoryPasswordEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Stored forms of passwords: a clear value is hashed when it is written, hashed ones are kept. */
final class PasswordForms {
    private static final int SALT_OCTETS = 16;

    private PasswordForms() {}

    static InMemoryPasswordEncoder primary() {
        return salted("{SSHA512}", "SHA-512", SALT_OCTETS);
    }

    /** Forms that are read: those that OpenLDAP and the provisioning of the house write. */
    static InMemoryPasswordEncoder[] secondary() {
        return new InMemoryPasswordEncoder[] {
            salted("{SSHA256}", "SHA-256", 8), salted("{SSHA}", "SHA-1", 4)
        };
    }

    private static InMemoryPasswordEncoder salted(String prefix, String digest, int saltOctets) {
        try {
            return new SaltedMessageDigestInMemoryPasswordEncoder(
                    prefix,
                    Base64PasswordEncoderOutputFormatter.getInstance(),
                    MessageDigest.getInstance(digest),
                    saltOctets,
                    // With these two the form is digest(password + salt) + salt, as OpenLDAP has
                    // it.
                    true,
                    true);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
