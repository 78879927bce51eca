// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.List;
import org.tubepost.api.config.RewriteRule;

/**
 * A compiled rule.
 *
 * @param source the rule as written
 * @param pattern its pattern in the one spelling that is looked up
 * @param form what the template makes
 * @param user pieces of the new user
 * @param domain pieces of the new domain
 * @param host pieces of the channel host; empty for {@link Form#AGAIN}
 * @param nextHop pieces of the host to go to next; null if the domain says it
 * @param controls when the rule may be used
 * @param database what makes the template of {@link Form#DATABASE}; else null
 */
record Rule(
        RewriteRule source,
        String pattern,
        Form form,
        List<Piece> user,
        List<Piece> domain,
        List<Piece> host,
        List<Piece> nextHop,
        Controls controls,
        DatabaseTemplate database) {

    /** What a template makes. */
    enum Form {
        /** {@code A%B@C}, {@code A@B}, {@code A@B@C@D}: a route. */
        ROUTE,
        /** {@code A%B}: an address to rewrite from the start. */
        AGAIN,
        /** A template with {@code $(text)}, compiled when the database has been asked. */
        DATABASE
    }

    String template() {
        return source.template();
    }

    String location() {
        return source.location().file() + ":" + source.location().line();
    }
}
