// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.util.Base64;
import java.util.Optional;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Reply;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.AuthenticationOutcome.Accepted;
import org.tubepost.api.security.AuthenticationOutcome.Forbidden;
import org.tubepost.api.security.AuthenticationOutcome.Limited;
import org.tubepost.api.security.AuthenticationOutcome.Malformed;
import org.tubepost.api.security.AuthenticationOutcome.Rejected;
import org.tubepost.api.security.AuthenticationOutcome.Unavailable;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslExchange.Turn;

/**
 * One AUTH exchange (RFC 4954) with the lease of the authenticator that it needs. Used on workers
 * only, one call at a time.
 */
final class Login implements AutoCloseable {
    private final Lease<Authenticator> lease;
    private SaslExchange exchange;
    private boolean gone;

    Login(Lease<Authenticator> lease) {
        this.lease = lease;
    }

    /**
     * What comes of a line.
     *
     * @param challenge in base64, to be sent with 334; empty when the exchange is over
     * @param reply final answer, when it is over
     * @param identity who has logged in, when that went well
     * @param judged the authenticator has said what came of it
     */
    record Result(
            Optional<String> challenge,
            Optional<Reply> reply,
            Optional<Identity> identity,
            boolean judged) {

        static Result over(Reply reply) {
            return new Result(Optional.empty(), Optional.of(reply), Optional.empty(), false);
        }

        static Result judged(Reply reply, Optional<Identity> identity) {
            return new Result(Optional.empty(), Optional.of(reply), identity, true);
        }
    }

    /** AUTH with its initial response in base64. */
    Result begin(String mechanism, Optional<String> initial, AuthenticationContext context) {
        Optional<SaslExchange> begun = lease.service().begin(mechanism, context);
        if (begun.isEmpty()) {
            return Result.over(Replies.NO_MECHANISM);
        }
        exchange = begun.get();
        if (initial.isEmpty()) {
            return result(exchange.respond(null));
        }
        return respond(initial.get().equals("=") ? "" : initial.get());
    }

    /** A line that answers a challenge. */
    Result respond(String line) {
        if (gone) {
            return Result.over(Replies.LOGIN_AWAY);
        }
        if (line.equals("*")) {
            return Result.over(Replies.LOGIN_CANCELLED);
        }
        byte[] response;
        try {
            response = Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException notBase64) {
            return Result.over(Replies.NOT_BASE64);
        }
        return result(exchange.respond(response));
    }

    /** The authenticator is going: lets go of it. */
    void abandon() {
        gone = true;
        close();
    }

    @Override
    public void close() {
        lease.close();
    }

    private static Result result(Turn turn) {
        if (turn instanceof Turn.Challenge challenge) {
            String encoded = Base64.getEncoder().encodeToString(challenge.data());
            return new Result(Optional.of(encoded), Optional.empty(), Optional.empty(), false);
        }
        AuthenticationOutcome outcome = ((Turn.Done) turn).outcome();
        if (outcome instanceof Accepted accepted) {
            return Result.judged(Replies.LOGGED_IN, Optional.of(accepted.identity()));
        }
        return Result.judged(reply(outcome), Optional.empty());
    }

    private static Reply reply(AuthenticationOutcome outcome) {
        if (outcome instanceof Rejected rejected) {
            return Reply.of(535, "5.7.8", rejected.text());
        } else if (outcome instanceof Forbidden forbidden) {
            return Reply.of(535, "5.7.1", forbidden.text());
        } else if (outcome instanceof Limited limited) {
            return Reply.of(454, "4.7.0", limited.text());
        } else if (outcome instanceof Unavailable unavailable) {
            return Reply.of(454, "4.7.0", unavailable.text());
        }
        return Reply.of(501, "5.5.2", ((Malformed) outcome).text());
    }
}
