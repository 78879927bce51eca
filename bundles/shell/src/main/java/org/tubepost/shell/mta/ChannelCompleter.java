// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.mta;

import java.util.Collection;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.Generation;

/** Completes names of channels. */
@Service
public final class ChannelCompleter extends GenerationCompleter {
    @Override
    Collection<String> names(Generation generation) {
        return generation.channels().keySet();
    }
}
