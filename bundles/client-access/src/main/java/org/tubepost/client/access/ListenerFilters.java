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

/** The filters of {@code DOMAIN_ALLOWED} and {@code DOMAIN_NOT_ALLOWED}, compiled. */
final class ListenerFilters {
    private final Map<String, Filters> services = new HashMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();

    ListenerFilters(List<ListenerDefinition> listeners) {
        for (ListenerDefinition listener : listeners) {
            List<Filter> filters = new ArrayList<>(compile(listener.allowed(), true));
            filters.addAll(compile(listener.denied(), false));
            services.put(listener.service(), new Filters(filters));
        }
    }

    private List<Filter> compile(Optional<FilterText> setting, boolean allows) {
        if (setting.isEmpty()) {
            return List.of();
        }
        SourceLocation begin = setting.get().location();
        try {
            return new FilterParser(
                            setting.get().text(), (index, doubt) -> error(begin, index, doubt))
                    .unsigned(allows);
        } catch (FilterSyntaxException wrong) {
            error(begin, wrong.index(), wrong.getMessage());
            return List.of();
        }
    }

    private void error(SourceLocation begin, int index, String text) {
        problems.add(
                new Problem(
                        new SourceLocation(begin.file(), begin.line(), begin.column() + index),
                        Problem.Severity.ERROR,
                        text));
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
