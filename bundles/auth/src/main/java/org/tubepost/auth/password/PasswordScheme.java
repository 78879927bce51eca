// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.password;

/** Schemes in which new passwords are stored. */
public enum PasswordScheme {
    /** Salted SHA-512, which every LDAP server can bind with, OpenLDAP by its module pw-sha2. */
    SSHA512,
    /** Salted SHA-256, likewise. */
    SSHA256,
    /** PBKDF2 with SHA-256, as the module pw-pbkdf2 of OpenLDAP stores it. */
    PBKDF2_SHA256,
    /** Argon2id (RFC 9106), as the module argon2 of OpenLDAP stores it. */
    ARGON2,
    /** bcrypt as {@code {CRYPT}$2y$}, for servers whose C library knows it. */
    BCRYPT
}
