// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;

/**
 * The aliases of a generation: those of the file, compiled, and those of the database, compiled
 * when asked for. A name with a domain stands before one without, the file before the database, a
 * name with the sub-address before one without it. The keywords {@code subaddressexact}, {@code
 * subaddresswild} and {@code subaddressrelaxed} (the default) of the local channel say how far a
 * sub-address is looked at: not at all, in {@code name+*}, or also in {@code name}.
 *
 * <p>Immutable; keeps no reference to its generation, under which it is kept weakly. The database
 * may read from disk.
 */
final class AliasTable {
    private static final String LOCAL_CHANNEL = "l";
    private static final String EXACT = "subaddressexact";
    private static final String WILD = "subaddresswild";
    private static final String RELAXED = "subaddressrelaxed";

    private final Map<String, CompiledAlias> file = new HashMap<>();
    private final String localHost;
    private final String subaddresses;

    /**
     * An alias that was found.
     *
     * @param alias the alias
     * @param name the address under which it was found, without the sub-address that it did not
     *     need
     * @param detail that sub-address without its plus sign; empty if none
     */
    record Match(CompiledAlias alias, MailAddress name, String detail) {}

    /**
     * Compiles the aliases of a generation.
     *
     * @param wrong told what is wrong with which alias
     */
    AliasTable(Generation generation, BiConsumer<AliasDefinition, String> wrong) {
        Optional<ChannelDefinition> local = generation.channel(LOCAL_CHANNEL);
        this.localHost = local.map(ChannelDefinition::officialHost).orElse("");
        this.subaddresses = local.flatMap(c -> c.lastOf(EXACT, WILD, RELAXED)).orElse(RELAXED);
        for (AliasDefinition alias : generation.aliases()) {
            String key = AddressKeys.ofName(alias.name());
            file.put(
                    key,
                    new CompiledAlias(key, alias, generation, text -> wrong.accept(alias, text)));
        }
    }

    /** Host of addresses without a domain; empty when there is no local channel. */
    String localHost() {
        return localHost;
    }

    /**
     * The alias that an address means.
     *
     * @param generation the one that this table was made of
     */
    Optional<Match> find(MailAddress address, Generation generation) {
        for (Form form : forms(address)) {
            String name = AddressKeys.of(form.pattern);
            Optional<CompiledAlias> found = lookUp(name, generation);
            if (found.isEmpty() && !address.isUnqualified()) {
                found = lookUp(AddressKeys.local(form.pattern), generation);
            }
            if (found.isPresent()) {
                return found.map(a -> new Match(a, form.name, form.detail));
            }
        }
        return Optional.empty();
    }

    private Optional<CompiledAlias> lookUp(String name, Generation generation) {
        CompiledAlias inFile = file.get(name);
        return inFile != null
                ? Optional.of(inFile)
                : generation
                        .databaseAlias(name)
                        .map(a -> new CompiledAlias(name, a, generation, alreadyTold -> {}));
    }

    private record Form(MailAddress pattern, MailAddress name, String detail) {}

    private List<Form> forms(MailAddress address) {
        List<Form> forms = new ArrayList<>(3);
        forms.add(new Form(address, address, ""));
        int plus = address.localPart().indexOf('+');
        if (plus > 0 && !subaddresses.equals(EXACT)) {
            MailAddress base = address.withLocalPart(address.localPart().substring(0, plus));
            String detail = address.localPart().substring(plus + 1);
            forms.add(new Form(base.withLocalPart(base.localPart() + "+*"), base, detail));
            if (subaddresses.equals(RELAXED)) {
                forms.add(new Form(base, base, detail));
            }
        }
        return forms;
    }
}
