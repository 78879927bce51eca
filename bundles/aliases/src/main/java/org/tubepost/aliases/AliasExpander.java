// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.Collections;
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
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.AliasSource;
import org.tubepost.api.routing.ExpansionContext;

/**
 * Expands local addresses: an alias of the file or the database stands before the directory. Lists
 * and groups check who may post (see {@code docs/lists.md}). Aliases are compiled once for a
 * generation, of which the file's are checked before it comes into force. Called from many threads
 * at once; blocks on the directory.
 */
@Component
public final class AliasExpander implements AliasSource, GenerationUser {
    private final Map<Generation, AliasTable> compiled =
            Collections.synchronizedMap(new WeakHashMap<>());
    private final Rooms rooms;

    /** Begins to watch for the directory and the mapping tables. */
    @Activate
    public AliasExpander(BundleContext context) {
        rooms = new Rooms(context);
    }

    @Deactivate
    void close() {
        rooms.close();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        List<Problem> problems = new ArrayList<>();
        compiled.put(
                candidate,
                new AliasTable(
                        candidate,
                        (alias, text) ->
                                problems.add(problem(alias, Problem.Severity.ERROR, text))));
        for (AliasDefinition alias : candidate.aliases()) {
            doubtful(alias, candidate)
                    .forEach(text -> problems.add(problem(alias, Problem.Severity.WARNING, text)));
        }
        return problems;
    }

    private static List<String> doubtful(AliasDefinition alias, Generation candidate) {
        List<String> doubts = new ArrayList<>();
        ListParameters.unknown(alias)
                .forEach(name -> doubts.add("[" + name + "] is not in force yet"));
        if (ListParameters.wantsScript(alias)) {
            doubts.add("scripts in [FILTER] are not in force yet, only names of filters");
        }
        for (String table : ListParameters.tables(alias)) {
            if (!candidate.mappings().containsKey(table.strip().toUpperCase(Locale.ROOT))) {
                doubts.add(
                        "etc/mappings has no table "
                                + table
                                + "; unless a bundle offers it, it says yes to nobody");
            }
        }
        return doubts;
    }

    private static Problem problem(AliasDefinition alias, Problem.Severity severity, String text) {
        return new Problem(alias.location(), severity, "alias " + alias.name() + ": " + text);
    }

    @Override
    public void activate(Generation generation) {
        aliases(generation);
    }

    @Override
    public Expansion expand(MailAddress address, ExpansionContext context)
            throws DirectoryUnavailableException {
        try (Rooms.Visit visit = rooms.visit()) {
            Question question = new Question(context, aliases(context.generation()), visit);
            Optional<AliasTable.Match> alias = question.alias(address);
            return alias.isPresent()
                    ? new AliasExpansion(question).run(alias.get())
                    : new EntryExpansion(question, address).run();
        }
    }

    private AliasTable aliases(Generation generation) {
        return compiled.computeIfAbsent(
                generation, g -> new AliasTable(g, (alias, toldByPrepare) -> {}));
    }
}
