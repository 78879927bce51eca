// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arguments of GENURLAUTH, URLFETCH and RESETKEY (RFC 4467 section 10). */
public final class UrlArguments {
    private UrlArguments() {}

    /**
     * A rump of which a URL is to be made.
     *
     * @param url as written
     * @param mechanism in upper case
     */
    public record Request(String url, String mechanism) {}

    /** Those of GENURLAUTH: at least one. */
    public static List<Request> requests(Tokens tokens) throws BadCommandException {
        List<Request> requests = new ArrayList<>();
        do {
            tokens.space();
            String url = tokens.text();
            tokens.space();
            requests.add(new Request(url, tokens.word()));
        } while (!tokens.atEnd());
        return requests;
    }

    /** Those of URLFETCH: at least one. */
    public static List<String> urls(Tokens tokens) throws BadCommandException {
        List<String> urls = new ArrayList<>();
        do {
            tokens.space();
            urls.add(tokens.text());
        } while (!tokens.atEnd());
        return urls;
    }

    /**
     * Those of RESETKEY.
     *
     * @param mailbox in Unicode; empty for all
     * @param mechanisms in upper case; none for those that the server has
     */
    public record Reset(Optional<String> mailbox, List<String> mechanisms) {

        /** Copies the list. */
        public Reset {
            mechanisms = List.copyOf(mechanisms);
        }
    }

    /** Those of RESETKEY, to the end of the command. */
    public static Reset reset(Tokens tokens) throws BadCommandException {
        if (tokens.atEnd()) {
            return new Reset(Optional.empty(), List.of());
        }
        tokens.space();
        String mailbox = tokens.mailbox();
        List<String> mechanisms = new ArrayList<>();
        while (!tokens.atEnd()) {
            tokens.space();
            mechanisms.add(tokens.word());
        }
        return new Reset(Optional.of(mailbox), mechanisms);
    }
}
