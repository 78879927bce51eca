// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/**
 * Runs the template of one entry that matched: makes the substitutions, collects flags, and tells
 * whether the entry succeeds.
 */
final class TemplateRun {
    private final PatternMatcher match;
    private final Probe probe;
    private final Surroundings around;
    private final StringBuilder flags = new StringBuilder();
    private char steering;

    TemplateRun(PatternMatcher match, Probe probe, Surroundings around) {
        this.match = match;
        this.probe = probe;
        this.around = around;
    }

    /** Flags that were set, in order, each once. */
    CharSequence flags() {
        return flags;
    }

    /** C, R, L or E, whichever came last; 0 without. */
    char steering() {
        return steering;
    }

    /** Output of a template; null if the entry fails. */
    String run(List<Action> template) throws IOException {
        return run(template, false);
    }

    private String run(List<Action> template, boolean url) throws IOException {
        StringBuilder out = new StringBuilder();
        char letterCase = '_';
        boolean quoted = false;
        for (Action action : template) {
            if (action instanceof Action.Text plain) {
                out.append(cased(plain.text(), letterCase));
            } else if (action instanceof Action.Case change) {
                letterCase = change.how();
            } else if (action instanceof Action.Quote) {
                quoted = true;
            } else if (action instanceof Action.Flag flag) {
                note(flag.letter());
            } else {
                String text = value(action);
                if (text == null) {
                    return null;
                }
                text = cased(text, letterCase);
                out.append(
                        url
                                ? LdapQuoting.urlValue(out, text)
                                : quoted ? LdapQuoting.filterValue(text) : text);
            }
        }
        return out.toString();
    }

    /** Text that a substitution stands for; null if it fails. */
    private String value(Action action) throws IOException {
        if (action instanceof Action.Field field) {
            return match.field(field.index());
        } else if (action instanceof Action.Chance chance) {
            return onlyIf(ThreadLocalRandom.current().nextInt(100) < chance.percent());
        } else if (action instanceof Action.Condition condition) {
            return onlyIf(condition.set() == probe.flags().indexOf(condition.flag()) >= 0);
        } else if (action instanceof Action.Sequence sequence) {
            return number(sequence);
        } else if (action instanceof Action.Ldap ldap) {
            String url = run(ldap.url(), true);
            return url == null ? null : single(url);
        }
        String argument = run(action.inner(), false);
        return argument == null ? null : asked(action, argument).orElse(null);
    }

    private Optional<String> asked(Action action, String argument) throws IOException {
        if (action instanceof Action.General) {
            return around.general(argument);
        } else if (action instanceof Action.Callout callout) {
            return around.callout(callout.library(), callout.routine(), argument, probe.trace());
        }
        return around.table(((Action.Table) action).name(), probe.withInput(argument))
                .filter(answer -> !answer.has('N') && !answer.has('F'))
                .map(MappingTable.Result::text);
    }

    private static String onlyIf(boolean condition) {
        return condition ? "" : null;
    }

    private String single(String url) throws IOException {
        List<String> values;
        try {
            values = around.ldap(url);
        } catch (IllegalArgumentException malformed) {
            probe.trace().add("mapping", url, "is no LDAP URL: " + malformed.getMessage());
            return null;
        }
        probe.trace().add("mapping", url, values.size() + " values");
        return values.size() == 1 ? values.get(0) : null;
    }

    private String number(Action.Sequence sequence) throws IOException {
        long next = around.next(sequence.name(), probe.rehearsal());
        long value = sequence.modulus() == 0 ? next : next % sequence.modulus();
        String digits = Long.toString(value, sequence.radix());
        return "0".repeat(Math.max(0, sequence.width() - digits.length())) + digits;
    }

    private void note(char letter) {
        if ("CRLE".indexOf(letter) >= 0) {
            steering = letter;
        } else if (flags.indexOf(String.valueOf(letter)) < 0) {
            flags.append(letter);
        }
    }

    private static String cased(String text, char letterCase) {
        return switch (letterCase) {
            case '\\' -> text.toLowerCase(Locale.ROOT);
            case '^' -> text.toUpperCase(Locale.ROOT);
            default -> text;
        };
    }
}
