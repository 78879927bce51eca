// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Reads streams, one behind the other as they were written, and shows a visitor what is in them.
 * Nothing is shown that was not checked: sums and numbers of records, their order, sizes and
 * digests of messages. Memory: one record, or what one owner has but messages.
 */
public final class StreamReader {
    private final RecordInput in;
    private final BackupVisitor visitor;
    private State state = State.NOTHING;
    private MessageHead message;
    private MessageDigest digest;
    private long missing;
    private long folderMessages;
    private long lastUid;
    private boolean hasAttributes;
    private OwnerEntry owner;

    private enum State {
        NOTHING,
        OWNERS,
        FOLDERS,
        MESSAGES,
        CONTENT,
        CATALOGUE
    }

    /** Reads from the beginning of a file. */
    public StreamReader(InputStream from, BackupVisitor visitor) {
        this.in = new RecordInput(from);
        this.visitor = visitor;
    }

    /**
     * Reads to the end.
     *
     * @throws BackupFormatException if something is damaged, or the last stream is not whole
     */
    public void readAll() throws IOException {
        int streams = 0;
        for (var record = in.next(); record.isPresent(); record = in.next()) {
            streams++;
            try {
                take(record.get());
            } catch (IllegalArgumentException wrong) {
                throw in.bad(
                        record.get().type() + " record has " + String.valueOf(wrong.getMessage()));
            }
        }
        if (streams == 0) {
            throw in.bad("the file is empty");
        }
        if (state != State.NOTHING) {
            throw in.bad("the backup is not whole");
        }
    }

    private void take(RecordInput.Record record) throws IOException {
        Fields fields = new Fields(record.payload());
        switch (record.type()) {
            case RIGHTS -> {
                require(owner != null && hasAttributes, record);
                owner.addRights(fields);
            }
            case ANNOTATION -> {
                require(owner != null && hasAttributes, record);
                owner.addAnnotation(fields);
            }
            case BEGIN -> begin(fields);
            default -> {
                showOwner();
                takeFolder(record, fields);
            }
        }
    }

    /** An owner is whole when something else comes. */
    private void showOwner() throws IOException {
        if (owner != null) {
            visitor.owner(owner.toOwner());
            owner = null;
        }
    }

    private void takeFolder(RecordInput.Record record, Fields fields) throws IOException {
        switch (record.type()) {
            case OWNER -> {
                require(state == State.OWNERS || state == State.FOLDERS, record);
                state = State.FOLDERS;
                owner = new OwnerEntry(fields);
            }
            case FOLDER -> {
                require(state == State.FOLDERS, record);
                state = State.MESSAGES;
                folderMessages = 0;
                lastUid = 0;
                FolderHead folder = FolderHead.decode(fields);
                fields.end();
                visitor.folder(folder);
            }
            case EXPUNGED -> {
                require(state == State.MESSAGES, record);
                visitor.expunged(StreamWriter.ranges(fields));
            }
            case CATALOGUE -> {
                require(
                        state == State.OWNERS || state == State.FOLDERS || state == State.CATALOGUE,
                        record);
                state = State.CATALOGUE;
            }
            case END -> {
                require(state == State.CATALOGUE, record);
                state = State.NOTHING;
                visitor.end();
            }
            default -> takeMessage(record, fields);
        }
    }

    private void takeMessage(RecordInput.Record record, Fields fields) throws IOException {
        switch (record.type()) {
            case MESSAGE -> {
                require(state == State.MESSAGES, record);
                message(MessageHead.decode(fields));
            }
            case CONTENT -> {
                require(state == State.CONTENT, record);
                missing -= record.payload().remaining();
                if (missing < 0) {
                    throw in.bad("more octets than the message has");
                }
                digest.update(record.payload().duplicate());
                visitor.content(record.payload());
            }
            case MESSAGE_END -> {
                require(state == State.CONTENT && missing == 0, record);
                contentEnd(record);
            }
            case MESSAGE_LOST -> {
                require(state == State.CONTENT, record);
                state = State.MESSAGES;
                visitor.lost(fields.text());
            }
            case SEEN -> {
                require(state == State.MESSAGES && hasAttributes, record);
                visitor.seen(fields.text(), StreamWriter.ranges(fields));
            }
            case FOLDER_END -> {
                require(state == State.MESSAGES, record);
                state = State.FOLDERS;
                long count = fields.number();
                if (count != folderMessages) {
                    throw in.bad(folderMessages + " messages where " + count + " should be");
                }
                visitor.folderEnd(in.position());
            }
            default -> throw new IllegalStateException("no place for " + record.type());
        }
    }

    private void begin(Fields fields) throws IOException {
        Begin begin = Begin.decode(fields);
        fields.end();
        hasAttributes = begin.hasAttributes();
        owner = null;
        if (state != State.NOTHING) {
            visitor.broken();
        }
        state = State.OWNERS;
        visitor.begin(begin);
    }

    private void message(MessageHead head) throws IOException {
        if (head.hasContent() && head.uid() <= lastUid) {
            throw in.bad("UID " + head.uid() + " behind " + lastUid);
        }
        folderMessages++;
        message = head;
        if (head.hasContent()) {
            lastUid = head.uid();
            state = State.CONTENT;
            missing = head.size();
            digest = Digests.sha256();
        }
        visitor.message(head);
    }

    private void contentEnd(RecordInput.Record record) throws IOException {
        byte[] given = new byte[record.payload().remaining()];
        record.payload().get(given);
        if (!MessageDigest.isEqual(given, digest.digest())) {
            throw in.bad("the digest of message " + message.uid() + " is wrong");
        }
        state = State.MESSAGES;
        visitor.contentEnd(given);
    }

    private void require(boolean inPlace, RecordInput.Record record) throws BackupFormatException {
        if (!inPlace) {
            throw in.bad("no place for a record of type " + record.type());
        }
    }
}
