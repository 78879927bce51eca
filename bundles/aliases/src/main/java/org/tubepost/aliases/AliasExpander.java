// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.AliasSource;
import org.tubepost.api.routing.ExpansionContext;

/**
 * Expands local addresses: an alias of the file stands before the directory. An alias written
 * without a domain holds in every local domain, one written with a domain in that domain only.
 * Called from many threads at once; blocks on the directory.
 */
@Component
public final class AliasExpander implements AliasSource, GenerationUser {
    private final Map<Generation, Map<String, AliasDefinition>> compiled =
            Collections.synchronizedMap(new WeakHashMap<>());
    private final ServiceLeases<Directory> directories;

    /** Begins to watch for the directory. */
    @Activate
    public AliasExpander(BundleContext context) {
        directories =
                new ServiceLeases<>(
                        context,
                        Directory.class,
                        "",
                        Duration.ofSeconds(10),
                        new ServiceLeases.Listener<>() {});
    }

    @Deactivate
    void close() {
        directories.close();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return candidate.aliases().stream()
                .flatMap(a -> a.targets().stream().flatMap(t -> problem(a, t).stream()))
                .toList();
    }

    @Override
    public void activate(Generation generation) {
        aliases(generation);
    }

    @Override
    public Expansion expand(MailAddress address, ExpansionContext context)
            throws DirectoryUnavailableException {
        Optional<AliasDefinition> alias = alias(address, aliases(context.generation()));
        if (alias.isPresent()) {
            context.trace().add("aliases", address.toString(), alias.get().targets().toString());
            return new Expansion.Expanded(
                    alias.get().targets().stream().map(AliasExpander::target).toList(),
                    Optional.empty());
        }
        try (Lease<Directory> lease =
                directories
                        .lease("")
                        .orElseThrow(
                                () ->
                                        new DirectoryUnavailableException(
                                                "no directory is running", null))) {
            return new EntryExpansion(lease.service(), address, context.trace()).run();
        }
    }

    private static Optional<AliasDefinition> alias(
            MailAddress address, Map<String, AliasDefinition> aliases) {
        String local = address.localPart().toLowerCase(Locale.ROOT);
        AliasDefinition exact = aliases.get(local + "@" + address.asciiDomain());
        return Optional.ofNullable(exact != null ? exact : aliases.get(local));
    }

    private Map<String, AliasDefinition> aliases(Generation generation) {
        return compiled.computeIfAbsent(
                generation,
                g -> {
                    Map<String, AliasDefinition> byName = new HashMap<>();
                    g.aliases().forEach(a -> byName.put(key(a.name()), a));
                    return byName;
                });
    }

    /** A name in lower case, its domain in A-labels, as addresses come from the rules. */
    private static String key(String name) {
        int at = name.lastIndexOf('@');
        String local = (at < 0 ? name : name.substring(0, at)).toLowerCase(Locale.ROOT);
        return at < 0
                ? local
                : local + "@" + new MailAddress("", name.substring(at + 1)).asciiDomain();
    }

    private static Target target(String text) {
        try {
            return new Target.Elsewhere(MailAddress.parse(text));
        } catch (AddressSyntaxException refusedByPrepare) {
            throw new IllegalStateException(refusedByPrepare);
        }
    }

    private static Optional<Problem> problem(AliasDefinition alias, String target) {
        try {
            MailAddress.parse(target);
            return Optional.empty();
        } catch (AddressSyntaxException malformed) {
            return Optional.of(
                    new Problem(
                            alias.location(),
                            Problem.Severity.ERROR,
                            "alias "
                                    + alias.name()
                                    + ": '"
                                    + target
                                    + "': "
                                    + malformed.getMessage()));
        }
    }
}
