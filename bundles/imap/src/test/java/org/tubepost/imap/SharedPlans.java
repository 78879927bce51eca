// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Alice has an empty folder {@code Plans} that she can share with bob; both are logged in. */
abstract class SharedPlans {
    /** Name of the folder for bob. */
    static final String PLANS = "\"Shared Folders/User/alice/Plans\"";

    @TempDir private Path dir;
    Post post;
    Talk alice;
    Talk bob;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        alice = post.login("alice");
        bob = post.login("bob");
        alice.ok("CREATE Plans");
    }

    @AfterEach
    void close() throws Exception {
        alice.close();
        bob.close();
        post.close();
    }

    /** Alice lets bob do this and no more. */
    void grant(String rights) {
        alice.ok("SETACL Plans bob " + rights);
    }
}
