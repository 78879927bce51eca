// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import com.unboundid.ldap.listener.InMemoryPasswordEncoder;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.tubepost.auth.password.PasswordScheme;
import org.tubepost.auth.password.StoredPassword;

/** Stored forms of passwords: a clear value is hashed when it is written, hashed ones are kept. */
final class PasswordForms {
    private PasswordForms() {}

    static InMemoryPasswordEncoder primary() {
        return new Form("{SSHA512}");
    }

    /** Forms that are read: all that the house knows. A password in clear needs its scheme too. */
    static InMemoryPasswordEncoder[] secondary() {
        return StoredPassword.schemes().stream()
                .map(scheme -> "{" + scheme + "}")
                .filter(prefix -> !prefix.equals("{SSHA512}"))
                .flatMap(prefix -> Stream.of(new Form(prefix)))
                .toArray(InMemoryPasswordEncoder[]::new);
    }

    private static final class Form extends InMemoryPasswordEncoder {
        Form(String prefix) {
            super(prefix, null);
        }

        @Override
        protected byte[] encodePassword(
                byte[] password, ReadOnlyEntry entry, List<Modification> modifications) {
            String made = StoredPassword.of(PasswordScheme.SSHA512, password);
            return made.substring(getPrefix().length()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected void ensurePreEncodedPasswordAppearsValid(
                byte[] stored, ReadOnlyEntry entry, List<Modification> modifications) {
            // What cannot be read matches no password.
        }

        @Override
        protected boolean passwordMatches(byte[] password, byte[] stored, ReadOnlyEntry entry) {
            return StoredPassword.parse(getPrefix() + new String(stored, StandardCharsets.UTF_8))
                    .matches(password);
        }

        @Override
        protected byte[] extractClearPassword(byte[] stored, ReadOnlyEntry entry) {
            return StoredPassword.parse(getPrefix() + new String(stored, StandardCharsets.UTF_8))
                    .clearText()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .orElse(null);
        }

        @Override
        public void toString(StringBuilder out) {
            out.append("Form(").append(getPrefix()).append(')');
        }
    }
}
