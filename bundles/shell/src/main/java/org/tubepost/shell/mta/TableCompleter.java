// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.util.Collection;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.Generation;

/** Completes names of mapping tables. */
@Service
public final class TableCompleter extends GenerationCompleter {
    @Override
    Collection<String> names(Generation generation) {
        return generation.mappings().keySet();
    }
}
