// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DirectoryAdministration;
import org.tubepost.shell.HouseCommand;

/**
 * A command that provisions. Who is logged in to the shell administers the platform; {@code --as}
 * gives the command the role of a user of the directory instead. What the role permits is decided
 * by the directory.
 */
abstract class AdministrationCommand extends HouseCommand {

    @Option(name = "--as", description = "Act with the role that this user, user@domain, has")
    private String as;

    /** What a command does for an administrator. */
    interface Task {
        Object run(DirectoryAdministration directory, Administrator who) throws Exception;
    }

    /** Runs with the directory and the role of who asks. */
    Object administer(Task task) throws Exception {
        return with(
                DirectoryAdministration.class,
                directory ->
                        task.run(
                                directory,
                                as == null
                                        ? Administrator.ofPlatform(user())
                                        : directory.administrator(as)));
    }
}
