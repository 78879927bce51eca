// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.ImapImport;

/** Takes mail over from a running IMAP server. */
@Service
@Command(
        scope = "store",
        name = "import-imap",
        description = "Takes mail over from a running IMAP server")
public final class ImportImapCommand extends TransferCommand {
    private static final int IMAPS_PORT = 993;
    private static final int IMAP_PORT = 143;

    @Option(name = "--tls", description = "implicit, starttls, or none: all goes in clear")
    private String tls = "implicit";

    @Option(name = "--port", description = "Port; 993 with implicit TLS, else 143")
    private int port;

    @Option(name = "--no-verify", description = "Take any certificate of the other server")
    private boolean unverified;

    @Option(name = "--admin", description = "Log in as this administrator, acting as each account")
    private String administrator;

    @Option(name = "--password-file", description = "File with the password in its first line")
    private String passwordFile;

    @Option(
            name = "--users",
            description = "File with many accounts: a line each with ACCOUNT, USER, PASSWORD")
    private String users;

    @Option(name = "--into", description = "Folder above all others")
    private String into;

    @Option(name = "--folder", description = "Take these only, as in LIST", multiValued = true)
    private List<String> only = new ArrayList<>();

    @Option(name = "--exclude", description = "Leave these out, as in LIST", multiValued = true)
    private List<String> except = new ArrayList<>();

    @Option(name = "--rename", description = "OLD=NEW: another name here", multiValued = true)
    private List<String> renamed = new ArrayList<>();

    @Option(name = "--messages-per-second", description = "At most so many; 0 for no limit")
    private int messagesPerSecond;

    @Option(
            name = "--deletions",
            description = "Expunge what came before, is there no more, and was not changed here")
    private boolean deletions;

    @Option(name = "--timeout", description = "Seconds of silence that are waited for")
    private int timeoutSeconds = 300;

    @Argument(index = 0, name = "host", description = "The other server", required = true)
    private String host;

    @Argument(index = 1, name = "account", description = "Login name there")
    private String account;

    @Argument(index = 2, name = "user", description = "Owner here; the account if left out")
    private String user;

    @Override
    public Object execute() throws Exception {
        ImapImport.Security security =
                switch (tls.toLowerCase(Locale.ROOT)) {
                    case "implicit" -> ImapImport.Security.TLS;
                    case "starttls" -> ImapImport.Security.STARTTLS;
                    case "none" -> ImapImport.Security.NONE;
                    default ->
                            throw new IllegalArgumentException(
                                    "--tls is implicit, starttls or none, and not " + tls);
                };
        int standard = security == ImapImport.Security.TLS ? IMAPS_PORT : IMAP_PORT;
        ImapImport.Server server =
                new ImapImport.Server(
                        host,
                        port == 0 ? standard : port,
                        security,
                        !unverified,
                        Optional.ofNullable(administrator),
                        Duration.ofSeconds(timeoutSeconds));
        List<ImapImport.Account> accounts = accounts();
        ImapImport.Choice choice =
                new ImapImport.Choice(
                        Optional.ofNullable(into),
                        only,
                        except,
                        names(),
                        messagesPerSecond,
                        deletions);
        return with(
                ImapImport.class,
                imports -> {
                    report(imports.run(server, accounts, choice, monitor()), "taken over");
                    return null;
                });
    }

    private Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        for (String rule : renamed) {
            int equals = rule.indexOf('=');
            if (equals < 1 || equals == rule.length() - 1) {
                throw new IllegalArgumentException("--rename takes OLD=NEW, and not " + rule);
            }
            names.put(rule.substring(0, equals), rule.substring(equals + 1));
        }
        return names;
    }

    private List<ImapImport.Account> accounts() throws IOException {
        if ((users == null) == (account == null)) {
            throw new IllegalArgumentException("give an account, or a file of them with --users");
        }
        if (users == null) {
            String local = user == null ? account : user;
            return List.of(new ImapImport.Account(account, local, password()));
        }
        String common = passwordFile == null && administrator == null ? "" : password();
        List<ImapImport.Account> all = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file(users))) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", 3);
            String password = words.length > 2 ? words[2] : common;
            if (password.isEmpty()) {
                throw new IllegalArgumentException(users + ":" + number + ": no password");
            }
            all.add(
                    new ImapImport.Account(
                            words[0], words.length > 1 ? words[1] : words[0], password));
        }
        return all;
    }

    private String password() throws IOException {
        if (passwordFile == null) {
            return secret("Password of " + (administrator == null ? account : administrator));
        }
        List<String> lines = Files.readAllLines(Path.of(passwordFile));
        if (lines.isEmpty() || lines.get(0).isEmpty()) {
            throw new IllegalArgumentException(passwordFile + " has no password in its first line");
        }
        return lines.get(0);
    }
}
