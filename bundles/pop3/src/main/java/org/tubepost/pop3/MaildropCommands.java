// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.tubepost.api.message.Content;

/** Commands about messages, after the login (RFC 1939 sections 5 and 7). */
final class MaildropCommands {
    private final Maildrop maildrop;
    private final boolean utf8;
    private final Consumer<String> out;
    private final Counters counters;

    /**
     * Commands of one session.
     *
     * @param utf8 the client has said that it understands UTF-8 in headers (RFC 6856)
     */
    MaildropCommands(Maildrop maildrop, boolean utf8, Consumer<String> out, Counters counters) {
        this.maildrop = maildrop;
        this.utf8 = utf8;
        this.out = out;
        this.counters = counters;
    }

    Maildrop maildrop() {
        return maildrop;
    }

    /** Runs a command; what it gives is sent behind its answer. */
    Optional<Share> run(String name, String argument) throws RefusedException, IOException {
        switch (name) {
            case "STAT" -> out.accept("+OK " + maildrop.count() + " " + maildrop.octets());
            case "LIST" -> {
                return list(argument, i -> Long.toString(maildrop.message(i).size()));
            }
            case "UIDL" -> {
                return list(argument, maildrop::uniqueId);
            }
            case "NOOP" -> out.accept("+OK");
            case "RSET" -> {
                maildrop.unmarkAll();
                out.accept("+OK " + maildrop.count() + " messages");
            }
            case "DELE" -> {
                maildrop.mark(message(argument));
                out.accept("+OK marked");
            }
            case "RETR" -> {
                return Optional.of(retrieve(message(argument), -1));
            }
            case "TOP" -> {
                return Optional.of(top(argument));
            }
            case "USER", "PASS", "AUTH", "STLS", "UTF8" ->
                    throw RefusedException.bad("you are logged in already");
            default -> throw RefusedException.bad("unknown command");
        }
        return Optional.empty();
    }

    private Optional<Share> list(String argument, IntFunction<String> value)
            throws RefusedException {
        if (!argument.isEmpty()) {
            int index = message(argument);
            out.accept("+OK " + (index + 1) + " " + value.apply(index));
            return Optional.empty();
        }
        out.accept("+OK " + maildrop.count() + " messages (" + maildrop.octets() + " octets)");
        return Optional.of(new Listing(maildrop, value));
    }

    private Retrieval top(String argument) throws RefusedException, IOException {
        String[] words = argument.split(" +");
        if (words.length != 2 || !words[1].matches("\\d{1,9}")) {
            throw RefusedException.bad("TOP wants a message and a number of lines");
        }
        return retrieve(message(words[0]), Long.parseLong(words[1]));
    }

    private Retrieval retrieve(int index, long lines) throws RefusedException, IOException {
        Content content = maildrop.content(index);
        if (!utf8 && content.summary().internationalHeader()) {
            content.close();
            throw RefusedException.of("[UTF8] this message needs a client that says UTF8");
        }
        Retrieval retrieval = new Retrieval(content, lines);
        out.accept("+OK " + maildrop.message(index).size() + " octets");
        counters.retrieved();
        return retrieval;
    }

    /** Index of the message with this number. */
    private int message(String number) throws RefusedException {
        if (!number.matches("\\d{1,9}")) {
            throw RefusedException.bad("expected the number of a message");
        }
        int index = Integer.parseInt(number) - 1;
        if (index < 0 || index >= maildrop.size() || maildrop.isMarked(index)) {
            throw RefusedException.of("no such message");
        }
        return index;
    }
}
