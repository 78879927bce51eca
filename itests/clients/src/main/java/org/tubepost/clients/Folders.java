// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * What a client does with whole folders. Others may be quicker: most refusals are in order here.
 */
final class Folders {
    private final CheckedSession session;
    private final Random random;

    Folders(CheckedSession session, Random random) {
        this.session = session;
        this.random = random;
    }

    /** Goes to a folder, or another; whatever was selected is left. */
    void select() throws IOException, ViolationException {
        session.select(FolderNames.any(random), random.nextInt(5) == 0, "");
    }

    /** Folders come, go and get other names. */
    void change() throws IOException, ViolationException {
        if (session.selected().orElseThrow().name().startsWith(FolderNames.SCRATCH)) {
            // Who deletes the folder it is in, whatever its name is by now, is in none afterwards.
            session.command("UNSELECT", true);
            session.unselected();
        }
        String name = FolderNames.scratch(random);
        switch (random.nextInt(4)) {
            case 0, 1 -> session.command("CREATE " + name, true, "ALREADYEXISTS", "NONEXISTENT");
            case 2 -> session.command("DELETE " + name, true, "NONEXISTENT");
            default ->
                    session.command(
                            "RENAME " + name + " " + FolderNames.scratch(random),
                            true,
                            "NONEXISTENT",
                            "ALREADYEXISTS");
        }
    }

    /** The shared folders are always there, each once. */
    void list() throws IOException, ViolationException {
        Reply reply = session.command("LIST \"\" *", true);
        List<String> names =
                reply.lines().stream()
                        .filter(l -> l.get(0).upper().equals("LIST"))
                        .map(l -> l.get(3).text())
                        .toList();
        for (String shared : FolderNames.SHARED) {
            if (names.stream().filter(shared::equals).count() != 1) {
                throw new ViolationException(shared + " is not once in " + names);
            }
        }
    }

    void status() throws IOException, ViolationException {
        String name = FolderNames.any(random);
        Reply reply =
                session.command(
                        "STATUS " + name + " (MESSAGES UIDNEXT UIDVALIDITY UNSEEN SIZE)",
                        true,
                        "NONEXISTENT");
        if (reply.isOk()
                && reply.line("STATUS").map(l -> l.get(1).items().size()).orElse(0) != 10) {
            throw new ViolationException("STATUS is not whole");
        }
    }

    /** CLOSE expunges silently, UNSELECT does not. */
    void leave() throws IOException, ViolationException {
        session.command(random.nextInt(3) == 0 ? "CLOSE" : "UNSELECT", true);
        session.unselected();
    }
}
