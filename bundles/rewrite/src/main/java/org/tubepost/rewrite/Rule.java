// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tubepost.api.config.RewriteRule;

/**
 * A compiled rule.
 *
 * @param source the rule as written
 * @param form what the template makes
 * @param user pieces of the new user
 * @param domain pieces of the new domain
 * @param host pieces of the channel host; empty for {@link Form#AGAIN}
 */
record Rule(RewriteRule source, Form form, List<Piece> user, List<Piece> domain, List<Piece> host) {

    /** What a template makes. */
    enum Form {
        /** {@code A%B@C} and {@code A@B}: a route. */
        ROUTE,
        /** {@code A%B}: an address to rewrite from the start. */
        AGAIN
    }

    /** What to say when this rule fails; the last one counts. */
    Optional<Piece.FailureText> failureText() {
        return pieces().filter(Piece.FailureText.class::isInstance)
                .map(Piece.FailureText.class::cast)
                .reduce((first, second) -> second);
    }

    /** All pieces in the order of the template. */
    Stream<Piece> pieces() {
        Stream<Piece> front = Stream.concat(user.stream(), domain.stream());
        return host == domain ? front : Stream.concat(front, host.stream());
    }

    String location() {
        return source.location().file() + ":" + source.location().line();
    }
}
