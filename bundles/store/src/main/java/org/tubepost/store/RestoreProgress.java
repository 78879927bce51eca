// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Map;
import java.util.TreeMap;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;
import org.tubepost.store.state.Property.Kind;

/** Notes of restores that have not ended, kept with the owners whose mail comes back. */
final class RestoreProgress {
    private RestoreProgress() {}

    /** What a restore has noted with an owner, who may be null. */
    static Map<Long, Long> of(OwnerState owner, String restore) {
        Map<Long, Long> notes = new TreeMap<>();
        if (owner != null) {
            String prefix = restore + '\0';
            owner.propertiesOf("")
                    .forEach(
                            (property, value) -> {
                                if (property.kind() == Kind.RESTORED
                                        && property.name().startsWith(prefix)) {
                                    String key = property.name().substring(prefix.length());
                                    notes.put(Long.valueOf(key), Long.valueOf(value));
                                }
                            });
        }
        return notes;
    }

    /** Notes numbers, or forgets them where they are negative. */
    static void note(Draft draft, String owner, String restore, Map<Long, Long> notes) {
        notes.forEach(
                (key, value) ->
                        draft.property(
                                owner,
                                new Property("", Kind.RESTORED, restore + '\0' + key),
                                value < 0 ? "" : Long.toString(value)));
    }
}
