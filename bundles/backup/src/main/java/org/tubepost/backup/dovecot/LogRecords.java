// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.dovecot;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Applies records of a transaction log to messages of an index. */
final class LogRecords {
    private static final int EXTERNAL = 0x1000_0000;
    private static final int TYPE = 0x0fff_ffff;
    private static final int EXPUNGE = 0x1 | 0xcd90;
    private static final int EXPUNGE_GUID = 0x2000 | 0xcd90;
    private static final int APPEND = 0x2;
    private static final int FLAG_UPDATE = 0x4;
    private static final int HEADER_UPDATE = 0x20;
    private static final int EXT_INTRO = 0x40;
    private static final int EXT_REC_UPDATE = 0x200;
    private static final int KEYWORD_UPDATE = 0x400;
    private static final int KEYWORD_RESET = 0x800;
    private static final int ADD = 0;
    private static final int REMOVE = 1;

    private final TreeMap<Long, IndexedMessage> messages;
    private final List<String> extensions;
    private final String wanted;
    private final Map<Integer, Long> header = new HashMap<>();
    private String extension = "";
    private int extensionSize;

    LogRecords(TreeMap<Long, IndexedMessage> messages, List<String> extensions, String wanted) {
        this.messages = messages;
        this.extensions = extensions;
        this.wanted = wanted;
    }

    /** A number of the header of the index, if a record gave it. */
    Optional<Long> header(int offset) {
        return Optional.ofNullable(header.get(offset));
    }

    void apply(int type, ByteBuffer body) {
        // An expunge that is not external is only a wish.
        boolean external = (type & EXTERNAL) != 0;
        switch (type & TYPE) {
            case EXPUNGE -> {
                for (int at = 0; external && at + 8 <= body.limit(); at += 8) {
                    range(body, at).clear();
                }
            }
            case EXPUNGE_GUID -> {
                for (int at = 0; external && at + 20 <= body.limit(); at += 20) {
                    messages.remove(DovecotIndex.unsigned(body, at));
                }
            }
            case APPEND -> {
                for (int at = 0; at + 8 <= body.limit(); at += 8) {
                    messages.put(
                            DovecotIndex.unsigned(body, at), new IndexedMessage(body.get(at + 4)));
                }
            }
            case FLAG_UPDATE -> {
                for (int at = 0; at + 12 <= body.limit(); at += 12) {
                    int add = body.get(at + 8);
                    int remove = body.get(at + 9);
                    range(body, at).values().forEach(m -> m.change(add, remove));
                }
            }
            case HEADER_UPDATE -> headerUpdate(body);
            case EXT_INTRO -> intro(body);
            case EXT_REC_UPDATE -> extensionUpdate(body);
            case KEYWORD_UPDATE -> keywordUpdate(body);
            case KEYWORD_RESET -> ranges(body, 0, m -> m.keywords().clear());
            default -> {
                // Nothing of messages.
            }
        }
    }

    private NavigableMap<Long, IndexedMessage> range(ByteBuffer body, int at) {
        return messages.subMap(
                DovecotIndex.unsigned(body, at), true, DovecotIndex.unsigned(body, at + 4), true);
    }

    private void ranges(ByteBuffer body, int from, Consumer<IndexedMessage> change) {
        for (int at = from; at + 8 <= body.limit(); at += 8) {
            range(body, at).values().forEach(change);
        }
    }

    private void headerUpdate(ByteBuffer body) {
        for (int at = 0; at + 4 <= body.limit(); ) {
            int offset = body.getShort(at) & 0xffff;
            int size = body.getShort(at + 2) & 0xffff;
            for (int i = 0; i + 4 <= size; i += 4) {
                header.put(offset + i, DovecotIndex.unsigned(body, at + 4 + i));
            }
            at = DovecotIndex.aligned(at + 4 + size, 4);
        }
    }

    private void intro(ByteBuffer body) {
        int id = body.getInt(0);
        extensionSize = body.getShort(12) & 0xffff;
        if (id < 0) {
            extension = DovecotIndex.text(body, 20, body.getShort(18) & 0xffff);
            if (!extensions.contains(extension)) {
                extensions.add(extension);
            }
        } else {
            extension = id < extensions.size() ? extensions.get(id) : "";
        }
    }

    private void extensionUpdate(ByteBuffer body) {
        int step = DovecotIndex.aligned(4 + extensionSize, 4);
        for (int at = 0; extension.equals(wanted) && at + step <= body.limit(); at += step) {
            IndexedMessage message = messages.get(DovecotIndex.unsigned(body, at));
            if (message != null) {
                message.extension(DovecotIndex.octets(body, at + 4, extensionSize));
            }
        }
    }

    private void keywordUpdate(ByteBuffer body) {
        int how = body.get(0);
        int size = body.getShort(2) & 0xffff;
        String keyword = DovecotIndex.text(body, 4, size);
        ranges(
                body,
                DovecotIndex.aligned(4 + size, 4),
                message -> {
                    if (how == REMOVE) {
                        message.keywords().remove(keyword);
                        return;
                    }
                    if (how != ADD) {
                        message.keywords().clear();
                    }
                    message.keywords().add(keyword);
                });
    }
}
