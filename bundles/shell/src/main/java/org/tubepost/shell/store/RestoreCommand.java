// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.StoreBackup;

/** Puts mail of a backup back, as {@code imsrestore} does. */
@Service
@Command(
        scope = "store",
        name = "restore",
        description = "Puts mailboxes, folders or messages of backups back (imsrestore)")
public final class RestoreCommand extends TransferCommand {

    @Option(name = "--user", description = "Only this user's mail", valueToShowInHelp = "all")
    private String user;

    @Option(name = "--folder", description = "Only this folder and those below it")
    private String folder;

    @Option(name = "--message", description = "Only these UIDs of the folder: 4,9,12")
    private String messages;

    @Option(name = "--into", description = "Put everything below this folder of its user")
    private String into;

    @Option(name = "--continue", description = "Go on with a restore that was broken off")
    private boolean goOn;

    @Option(name = "--check", description = "Only read the files through")
    private boolean check;

    @Argument(
            index = 0,
            name = "files",
            description = "Full paths: a full backup and those that follow it, in order",
            required = true,
            multiValued = true)
    private List<String> files;

    @Override
    public Object execute() throws Exception {
        List<Path> from = files.stream().map(TransferCommand::file).toList();
        Set<Long> uids = new TreeSet<>();
        if (messages != null) {
            for (String uid : messages.split(",")) {
                uids.add(Long.parseLong(uid.strip()));
            }
        }
        MailSelection selection =
                new MailSelection(Optional.ofNullable(user), Optional.ofNullable(folder), uids);
        return with(
                StoreBackup.class,
                backup -> {
                    if (check) {
                        report(backup.verify(from, monitor()), "are whole");
                        return null;
                    }
                    StoreBackup.RestoreMode how =
                            new StoreBackup.RestoreMode(Optional.ofNullable(into), goOn);
                    report(backup.restore(from, selection, how, monitor()), "restored");
                    return null;
                });
    }
}
