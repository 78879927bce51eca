// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.List;
import org.tubepost.api.config.MappingDefinition;

/**
 * A compiled entry.
 *
 * @param source the entry as written
 * @param pattern left side
 * @param template right side
 */
record Entry(MappingDefinition.Entry source, List<Element> pattern, List<Action> template) {

    /** First character that an input must have, upper case; 0 if it may have any. */
    char firstCharacter() {
        return !pattern.isEmpty() && pattern.get(0) instanceof Element.Literal literal
                ? literal.upper()
                : 0;
    }

    String location() {
        return source.location().file() + ":" + source.location().line();
    }
}
