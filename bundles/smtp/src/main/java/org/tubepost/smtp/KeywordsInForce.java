// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.tubepost.api.config.Generation;

/**
 * The {@link ServerKeywords} of the channels of the generation in force, each compiled when it is
 * first asked for. Before there is a generation, and for a channel that it does not have, nothing
 * is said. Thread-safe.
 */
final class KeywordsInForce {
    private final Supplier<Optional<Generation>> inForce;
    private final SmtpSettings settings;
    private final ServerKeywords none;
    private volatile Compiled compiled = new Compiled(new WeakReference<>(null), Map.of());

    /** The generation is held weakly: its last user decides when it goes. */
    private record Compiled(
            WeakReference<Generation> generation, Map<String, ServerKeywords> channels) {}

    KeywordsInForce(Supplier<Optional<Generation>> inForce, SmtpSettings settings) {
        this.inForce = inForce;
        this.settings = settings;
        this.none = ServerKeywords.none(settings);
    }

    ServerKeywords of(String channel) {
        Optional<Generation> generation = inForce.get();
        if (generation.isEmpty()) {
            return none;
        }
        Generation now = generation.get();
        Compiled known = compiled;
        if (known.generation().get() != now) {
            known = new Compiled(new WeakReference<>(now), new ConcurrentHashMap<>());
            compiled = known;
        }
        return known.channels().computeIfAbsent(channel, name -> compile(now, name));
    }

    private ServerKeywords compile(Generation generation, String channel) {
        return generation
                .channel(channel)
                .map(found -> ServerKeywords.of(found, settings))
                .orElse(none);
    }
}
