// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.RawCommand;
import org.tubepost.wire.imap.Tokens;

/** Finds the command that a line asks for, and whether it is allowed in the session's state. */
final class Commands {
    private final Client client;
    private final Map<String, Entry> byName = new HashMap<>();
    private final Map<String, Entry> byUid = new HashMap<>();

    /** A command. */
    @FunctionalInterface
    interface Command {
        /** Reads its arguments and runs. */
        Next run(Tokens arguments) throws IOException, BadCommandException;
    }

    /** States of a session (RFC 3501 section 3). */
    private enum State {
        ANY,
        NOT_LOGGED_IN,
        LOGGED_IN,
        SELECTED
    }

    private record Entry(State state, Command command) {}

    Commands(Client client, AppendCommand append) {
        this.client = client;
        LoginCommands login = new LoginCommands(client);
        put("CAPABILITY", State.ANY, login::capability);
        put("NOOP", State.ANY, login::noop);
        put("LOGOUT", State.ANY, login::logout);
        put("ID", State.ANY, login::id);
        put("STARTTLS", State.NOT_LOGGED_IN, login::startTls);
        put("AUTHENTICATE", State.NOT_LOGGED_IN, login::authenticate);
        put("LOGIN", State.NOT_LOGGED_IN, login::login);
        put("COMPRESS", State.LOGGED_IN, login::compress);
        put("ENABLE", State.LOGGED_IN, login::enable);
        FolderCommands folders = new FolderCommands(client);
        put("CREATE", State.LOGGED_IN, folders::create);
        put("DELETE", State.LOGGED_IN, folders::delete);
        put("RENAME", State.LOGGED_IN, folders::rename);
        put("SUBSCRIBE", State.LOGGED_IN, a -> folders.subscribe(a, true));
        put("UNSUBSCRIBE", State.LOGGED_IN, a -> folders.subscribe(a, false));
        put("NOTIFY", State.LOGGED_IN, folders::watch);
        put("STATUS", State.LOGGED_IN, folders::status);
        put("NAMESPACE", State.LOGGED_IN, folders::namespace);
        RightsCommands rights = new RightsCommands(client);
        put("GETACL", State.LOGGED_IN, rights::getAcl);
        put("SETACL", State.LOGGED_IN, rights::setAcl);
        put("DELETEACL", State.LOGGED_IN, rights::deleteAcl);
        put("LISTRIGHTS", State.LOGGED_IN, rights::listRights);
        put("MYRIGHTS", State.LOGGED_IN, rights::myRights);
        QuotaCommands quotas = new QuotaCommands(client);
        put("GETQUOTA", State.LOGGED_IN, quotas::getQuota);
        put("GETQUOTAROOT", State.LOGGED_IN, quotas::getQuotaRoot);
        put("SETQUOTA", State.LOGGED_IN, quotas::setQuota);
        MetadataCommands metadata = new MetadataCommands(client);
        put("GETMETADATA", State.LOGGED_IN, metadata::get);
        put("SETMETADATA", State.LOGGED_IN, metadata::set);
        UrlCommands urls = new UrlCommands(client);
        put("GENURLAUTH", State.LOGGED_IN, urls::generate);
        put("URLFETCH", State.LOGGED_IN, urls::fetch);
        put("RESETKEY", State.LOGGED_IN, urls::reset);
        ListCommands lists = new ListCommands(client, folders, rights);
        put("LIST", State.LOGGED_IN, lists::list);
        put("LSUB", State.LOGGED_IN, lists::subscribed);
        put("APPEND", State.LOGGED_IN, append);
        SelectCommands select = new SelectCommands(client);
        put("SELECT", State.LOGGED_IN, a -> select.select(a, false));
        put("EXAMINE", State.LOGGED_IN, a -> select.select(a, true));
        put("IDLE", State.LOGGED_IN, select::idle);
        put("CHECK", State.SELECTED, select::check);
        put("CLOSE", State.SELECTED, select::close);
        put("UNSELECT", State.SELECTED, select::unselect);
        put("EXPUNGE", State.SELECTED, select::expunge);
        byUid.put("EXPUNGE", new Entry(State.SELECTED, select::expungeUids));
        MessageCommands messages = new MessageCommands(client);
        both("FETCH", messages::fetch);
        both("STORE", messages::store);
        both("COPY", messages::copy);
        both("MOVE", messages::move);
        both("REPLACE", append::replace);
        SearchCommands searches = new SearchCommands(client);
        both("SEARCH", searches::search);
        both("SORT", searches::sort);
        both("THREAD", searches::thread);
        put("CANCELUPDATE", State.SELECTED, searches::cancelUpdate);
    }

    /** A command about messages. */
    @FunctionalInterface
    private interface OnMessages {
        Next run(Tokens arguments, boolean byUid) throws IOException, BadCommandException;
    }

    private void put(String name, State state, Command command) {
        byName.put(name, new Entry(state, command));
    }

    private void both(String name, OnMessages command) {
        byName.put(name, new Entry(State.SELECTED, a -> byNumber(command, a)));
        byUid.put(name, new Entry(State.SELECTED, a -> command.run(a, true)));
    }

    private Next byNumber(OnMessages command, Tokens arguments)
            throws IOException, BadCommandException {
        if (client.features().has(Feature.UIDONLY)) {
            throw new BadCommandException("[UIDREQUIRED] Messages have no numbers here");
        }
        return command.run(arguments, false);
    }

    /** Begins the command. */
    Next begin(RawCommand raw) throws IOException, BadCommandException {
        Tokens tokens = client.tokens(raw);
        tokens.tag();
        tokens.space();
        String name = tokens.word();
        Entry entry = byName.get(name);
        if (name.equals("UID")) {
            tokens.space();
            name = "UID " + tokens.word();
            entry = byUid.get(name.substring(4));
        }
        if (entry == null) {
            throw new BadCommandException("Unknown command " + name);
        }
        checkState(name, entry.state());
        return entry.command().run(tokens);
    }

    private void checkState(String name, State state) throws BadCommandException {
        boolean allowed =
                switch (state) {
                    case ANY -> true;
                    case NOT_LOGGED_IN -> !client.isLoggedIn();
                    case LOGGED_IN -> client.isLoggedIn();
                    case SELECTED -> client.selected().isPresent();
                };
        if (!allowed) {
            throw new BadCommandException(
                    name
                            + switch (state) {
                                case NOT_LOGGED_IN -> ": you are logged in already";
                                case SELECTED -> " needs a selected mailbox";
                                default -> " needs a login";
                            });
        }
    }
}
