// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ListenerDefinition.FilterText;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/**
 * The filters of {@code DOMAIN_ALLOWED} and {@code DOMAIN_NOT_ALLOWED}, compiled. A service with a
 * filter that is wrong is closed: who comes after the configuration gets it whatever it found.
 */
final class ListenerFilters {
    private final Map<String, Filters> services = new HashMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();

    ListenerFilters(List<ListenerDefinition> listeners) {
        for (ListenerDefinition listener : listeners) {
            Compilation compilation = new Compilation();
            compilation.add(listener.allowed(), true);
            compilation.add(listener.denied(), false);
            // A service with two ports comes twice.
            services.merge(
                    listener.service(),
                    compilation.result(),
                    (one, other) -> one == Filters.CLOSED ? one : other);
        }
    }

    /** Of one listener. */
    private final class Compilation {
        private final List<Filter> filters = new ArrayList<>();
        private boolean broken;

        void add(Optional<FilterText> setting, boolean allows) {
            if (setting.isEmpty()) {
                return;
            }
            SourceLocation begin = setting.get().location();
            try {
                filters.addAll(
                        new FilterParser(
                                        setting.get().text(),
                                        (index, doubt) -> error(begin, index, doubt))
                                .unsigned(allows));
            } catch (FilterSyntaxException wrong) {
                error(begin, wrong.index(), wrong.getMessage());
            }
        }

        private void error(SourceLocation begin, int index, String text) {
            broken = true;
            problems.add(
                    new Problem(
                            new SourceLocation(begin.file(), begin.line(), begin.column() + index),
                            Problem.Severity.ERROR,
                            text));
        }

        Filters result() {
            return broken ? Filters.CLOSED : new Filters(filters);
        }
    }

    /** What is wrong; a service with problems is not to be used. */
    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Filters of a service; none for one that is not known. */
    Filters of(String service) {
        return services.getOrDefault(service, Filters.NONE);
    }
}
