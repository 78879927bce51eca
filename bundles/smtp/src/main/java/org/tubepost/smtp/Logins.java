// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.security.Authenticator;
import org.tubepost.wire.smtp.Command.Auth;
import org.tubepost.wire.smtp.CommandReader.Line;
import org.tubepost.wire.smtp.session.Answer;
import org.tubepost.wire.smtp.session.ServerReplies;

/**
 * AUTH (RFC 4954): whether a client may log in now, one {@link Login} at a time, and how often it
 * may fail. Used on workers except where a method says otherwise, one call at a time.
 */
final class Logins {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Connection connection;
    private final Rules rules;
    private final Rooms rooms;
    private final Client client;
    private final Patience patience;
    private final Counters counters;
    private final SessionRecords records;
    private Login login;

    Logins(
            Connection connection,
            Rules rules,
            Rooms rooms,
            Client client,
            Patience patience,
            Counters counters,
            SessionRecords records) {
        this.connection = connection;
        this.rules = rules;
        this.rooms = rooms;
        this.client = client;
        this.patience = patience;
        this.counters = counters;
        this.records = records;
    }

    /**
     * What comes next.
     *
     * @param challenge in base64, to be sent with 334; a line of the client follows
     * @param answer what is said, when there is no challenge
     */
    record Move(Optional<String> challenge, Optional<Answer> answer) {

        static Move over(Answer answer) {
            return new Move(Optional.empty(), Optional.of(answer));
        }
    }

    /** AUTH, outside of a message. */
    Move begin(Auth auth) {
        if (!client.hasGreeted()) {
            return Move.over(Answer.mistake(Replies.HELLO_FIRST));
        } else if (!rules.offersLogin()) {
            return Move.over(Answer.mistake(ServerReplies.NOT_OFFERED));
        } else if (client.isLoggedIn()) {
            return Move.over(Answer.mistake(Replies.LOGIN_AGAIN));
        }
        Optional<Lease<Authenticator>> lease = rooms.authenticator();
        if (lease.isEmpty()) {
            return Move.over(Answer.of(Replies.LOGIN_AWAY));
        }
        login = new Login(lease.get());
        return move(login.begin(auth.mechanism(), auth.initialResponse(), client.context()));
    }

    /** A line that answers a challenge. */
    Move line(Line response) {
        return switch (response.flaw()) {
            case NONE -> move(login.respond(response.text()));
            case TOO_LONG -> move(Login.Result.over(Replies.LOGIN_TOO_LONG));
            default -> move(Login.Result.over(Replies.NOT_BASE64));
        };
    }

    /** A login is under way. */
    boolean isOpen() {
        return login != null;
    }

    /** The authenticator is going: lets go of it. */
    void leaving() {
        if (login != null) {
            login.abandon();
        }
    }

    /** Ends the login under way. */
    void end() {
        if (login != null) {
            login.close();
            login = null;
        }
    }

    /** The session is over, or begins again: who had logged in is gone. Any thread. */
    void over() {
        if (client.isLoggedIn()) {
            try (Lease<Authenticator> lease = rooms.authenticator().orElse(null)) {
                if (lease != null) {
                    lease.service().loggedOut(client.identity().orElseThrow(), client.context());
                }
            }
        }
    }

    private Move move(Login.Result result) {
        if (result.challenge().isPresent()) {
            return new Move(result.challenge(), Optional.empty());
        }
        end();
        result.identity().ifPresent(client::loggedIn);
        Reply reply = result.reply().orElseThrow();
        if (!result.judged()) {
            // What the authenticator judged, it has written down itself.
            records.login(reply);
        }
        if (!reply.isPermanent()) {
            return Move.over(Answer.of(reply));
        }
        counters.loginFailed();
        LOG.info("Login from {} failed: {}", connection.remote(), reply);
        return Move.over(Answer.counted(reply, patience.failedLogin()));
    }
}
