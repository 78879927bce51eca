// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.tubepost.imap.FactsWork.Subject;
import org.tubepost.wire.imap.SortArguments.By;
import org.tubepost.wire.imap.SortArguments.Criterion;

/** Orders of SORT (RFC 5256, RFC 5957); what is equal stays in the order of the mailbox. */
final class Ordering {
    private static final Set<By> OF_RECORDS = Set.of(By.ARRIVAL, By.SIZE);

    private Ordering() {}

    /** A criterion is about headers. */
    static boolean needsHeaders(List<Criterion> criteria) {
        return criteria.stream().anyMatch(c -> !OF_RECORDS.contains(c.by()));
    }

    /** By the first criterion that tells two messages apart. */
    static Comparator<Subject> of(List<Criterion> criteria) {
        Comparator<Subject> order = Comparator.comparing(Subject::index);
        for (int i = criteria.size() - 1; i >= 0; i--) {
            Comparator<Subject> first = by(criteria.get(i).by());
            order = (criteria.get(i).reverse() ? first.reversed() : first).thenComparing(order);
        }
        return order;
    }

    private static Comparator<Subject> by(By by) {
        return switch (by) {
            case ARRIVAL -> Comparator.comparing(s -> s.record().internalDate());
            case SIZE -> Comparator.comparing(s -> s.record().size());
            case DATE -> Comparator.comparing(Subject::sent);
            case SUBJECT -> byText(HeaderFacts::subject);
            case FROM -> byText(HeaderFacts::from);
            case TO -> byText(HeaderFacts::to);
            case CC -> byText(HeaderFacts::cc);
            case DISPLAYFROM -> byText(HeaderFacts::displayFrom);
            case DISPLAYTO -> byText(HeaderFacts::displayTo);
        };
    }

    private static Comparator<Subject> byText(Function<HeaderFacts, String> text) {
        return Comparator.comparing(s -> text.apply(s.facts().orElseThrow()));
    }
}
