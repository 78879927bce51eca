// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.List;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.SourceLocation;

/**
 * A compiled entry.
 *
 * @param source the entry as written
 * @param pattern left side
 * @param template right side
 */
record Entry(MappingDefinition.Entry source, Pattern pattern, List<Action> template) {

    String location() {
        return source.location().file() + ":" + source.location().line();
    }

    /** Place of a sequence of the template. */
    SourceLocation templateLocation(int at) {
        return behind(source.templateLocation(), at);
    }

    /** Place so many characters behind another on its line. */
    static SourceLocation behind(SourceLocation location, int at) {
        return new SourceLocation(location.file(), location.line(), location.column() + at);
    }
}
