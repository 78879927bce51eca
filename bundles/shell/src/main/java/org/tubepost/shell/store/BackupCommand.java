// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.StoreBackup;

/** Writes a backup, as {@code imsbackup} does. */
@Service
@Command(
        scope = "store",
        name = "backup",
        description = "Writes mailboxes to a file or pipe, while mail goes on (imsbackup)")
public final class BackupCommand extends TransferCommand {

    @Option(name = "--user", description = "Only this user's mail", valueToShowInHelp = "all")
    @Completion(OwnerCompleter.class)
    private String user;

    @Option(name = "--folder", description = "Only this folder and those below it")
    private String folder;

    @Option(name = "--since", description = "Only what changed since the backup in this file")
    private String since;

    @Option(name = "--resume", description = "Go on with a backup that was broken off")
    private boolean resume;

    @Argument(index = 0, name = "file", description = "Full path of the file", required = true)
    private String file;

    @Override
    public Object execute() throws Exception {
        Path to = file(file);
        Optional<Path> before = Optional.ofNullable(since).map(TransferCommand::file);
        if (resume && (user != null || folder != null)) {
            throw new IllegalArgumentException("the file to go on with says what it is about");
        }
        MailSelection selection =
                new MailSelection(Optional.ofNullable(user), Optional.ofNullable(folder), Set.of());
        return with(
                StoreBackup.class,
                backup -> {
                    report(
                            resume
                                    ? backup.resume(to, before, monitor())
                                    : backup.backup(selection, to, before, monitor()),
                            "written");
                    return null;
                });
    }
}
