// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.Optional;
import java.util.function.Consumer;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.Generation;

/** An alias ready for use. */
final class CompiledAlias {
    private final String key;
    private final AliasDefinition definition;
    private final Destinations targets;
    private final Optional<MailingList> list;
    private volatile SenderSet members;

    /**
     * Compiles an alias; what is wrong with it is left out.
     *
     * @param key its name as {@link AddressKeys} write it
     * @param wrong told what is wrong
     */
    CompiledAlias(
            String key, AliasDefinition alias, Generation generation, Consumer<String> wrong) {
        this.key = key;
        definition = alias;
        targets = Destinations.of(alias.targets(), wrong);
        list =
                alias.isList()
                        ? Optional.of(ListParameters.read(alias, generation, wrong))
                        : Optional.empty();
    }

    /** Its name: a name that leads to itself is known by that. */
    String key() {
        return key;
    }

    Destinations targets() {
        return targets;
    }

    Optional<MailingList> list() {
        return list;
    }

    /** True when it is no more than a name for its targets. */
    boolean isPlain() {
        return list.isEmpty() || list.get().isPlain();
    }

    /** Its targets as senders, for lists that name this one in {@code AUTH_LIST}. */
    SenderSet members() {
        SenderSet known = members;
        if (known == null) {
            known = SenderSet.of(definition.targets(), toldWhenCompiled -> {});
            members = known;
        }
        return known;
    }

    /** Where it stands, {@code aliases:7}. */
    String source() {
        return definition.location().file() + ":" + definition.location().line();
    }

    /** Its targets for explanations; not all of many. */
    @Override
    public String toString() {
        int count = definition.targets().size();
        return count <= 10
                ? definition.targets().toString()
                : definition.targets().subList(0, 10) + " and " + (count - 10) + " more";
    }
}
