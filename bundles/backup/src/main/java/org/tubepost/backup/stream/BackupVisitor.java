// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.StoreSnapshot.UidRange;

/** Is shown what a backup has, in its order; each piece has been checked. */
public interface BackupVisitor {

    /** A stream begins. */
    default void begin(Begin begin) throws IOException {}

    /** An owner whose folders follow. */
    default void owner(StoreSnapshot.Owner owner) throws IOException {}

    /** A folder whose messages follow. */
    default void folder(FolderHead folder) throws IOException {}

    /** Messages of the streams before that are not there any more. */
    default void expunged(List<UidRange> ranges) throws IOException {}

    /** A message; if it has a content, that follows. */
    default void message(MessageHead message) throws IOException {}

    /** A piece of the content. */
    default void content(ByteBuffer piece) throws IOException {}

    /** The content is whole. */
    default void contentEnd(byte[] sha256) throws IOException {}

    /** The content could not be read when the backup was made; forget the message. */
    default void lost(String reason) throws IOException {}

    /** What a user who is not the owner has read. */
    default void seen(String user, List<UidRange> ranges) throws IOException {}

    /**
     * The folder is whole.
     *
     * @param offset of what follows
     */
    default void folderEnd(long offset) throws IOException {}

    /** The stream is whole. */
    default void end() throws IOException {}

    /** The stream was broken off and another one goes on; forget what is not whole. */
    default void broken() throws IOException {}
}
