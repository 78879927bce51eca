// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.tubepost.api.directory.EntryKind;

/** A command for one kind of entries. */
abstract class EntryCommand extends AdministrationCommand {

    /** What it is about. */
    abstract EntryKind kind();
}
