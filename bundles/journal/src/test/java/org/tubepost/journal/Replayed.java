// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a replay shows. */
final class Replayed implements ReplayHandler {
    final List<String> texts = new ArrayList<>();
    final List<Long> lsns = new ArrayList<>();
    final List<DamageReport> damage = new ArrayList<>();

    @Override
    public void replay(JournalRecord record) throws IOException {
        lsns.add(record.lsn());
        texts.add(text(record.payload()));
    }

    @Override
    public void damaged(DamageReport report) {
        damage.add(report);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
