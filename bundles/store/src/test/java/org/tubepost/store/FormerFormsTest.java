// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.state.MailboxImages;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.RecordReader;
import org.tubepost.store.state.RecordWriter;

/** What was written before users read for themselves is read now. */
class FormerFormsTest {
    private static final int CHECKSUM = 4;
    private static final int MAPS_OF_FORMAT_2 = 9;

    @TempDir private Path temp;

    @Test
    void anIndexThatKnowsNoReadersIsUsedAndNotMadeAgain() throws Exception {
        House house = House.opened(temp);
        for (int i = 0; i < 5; i++) {
            house.deliver("k" + i, "ada", "text " + i);
        }
        try (Mailbox inbox = house.inbox("ada")) {
            FlagChange seen = new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.SEEN));
            inbox.changeFlags(List.of(2L), seen, -1);
        }
        Map<String, String> before = house.everything();
        house.close();
        Path file = temp.resolve("index/store.mv");
        makeFormer(file);
        try (DerivedIndex index = index(file)) {
            assertThat(index.meta().format()).isEqualTo(2);
            assertThat(index.meta().lsn()).isPositive();
            index.checkCounts();
            index.check();
        }
        house.open();
        assertThat(house.everything()).isEqualTo(before);
        house.deliver("later", "ada", "text");
        house.close();
        try (DerivedIndex index = index(file)) {
            assertThat(index.meta().format()).isEqualTo(3);
            index.checkCounts();
        }
    }

    private DerivedIndex index(Path file) throws Exception {
        return DerivedIndex.open(file, 8, Files.readString(temp.resolve("identity")).strip());
    }

    private static void makeFormer(Path file) throws Exception {
        try (MVStore store = MVStore.open(file.toString())) {
            store.removeMap("readers");
            MVMap<byte[], byte[]> heads = map(store, "mailboxes");
            // The last octet is the number of readers, none.
            for (byte[] key : List.copyOf(heads.keySet())) {
                byte[] head = heads.get(key);
                heads.put(key, sealed(Arrays.copyOfRange(head, CHECKSUM, head.length - 1)));
            }
            MVMap<byte[], byte[]> meta = map(store, "meta");
            byte[] key = "meta".getBytes(StandardCharsets.UTF_8);
            RecordReader from = new RecordReader(ByteBuffer.wrap(meta.get(key)).position(CHECKSUM));
            from.number();
            RecordWriter to = new RecordWriter().number(2).text(from.text());
            for (int i = 0; i < 3 + MAPS_OF_FORMAT_2; i++) {
                to.number(from.number());
            }
            assertThat(from.number()).isZero();
            assertThat(from.atEnd()).isTrue();
            meta.put(key, sealed(to.toBytes()));
            store.commit();
        }
    }

    private static MVMap<byte[], byte[]> map(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private static byte[] sealed(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return ByteBuffer.allocate(CHECKSUM + body.length)
                .putInt((int) crc.getValue())
                .put(body)
                .array();
    }

    @Test
    void anImageThatKnowsNoReadersIsRead() {
        MailboxState state = MailboxState.created(7, House.box("ada", "Plans"), 5, 9);
        byte[] image = MailboxImages.of(state).get(0).bytes();
        byte[] former = Arrays.copyOf(image, image.length - 1);
        MailboxState read =
                new MailboxImages().take(new Op.MailboxImage(7, 0, 1, former)).orElseThrow();
        assertThat(read.head()).isEqualTo(state.head());
        assertThat(read.readers().users()).isEmpty();
    }
}
