// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;

/**
 * Binary form of log records: a version, the number of steps, and each step behind a tag. A tag or
 * version that this code does not know is an error, never skipped.
 */
public final class OpCodec {
    private static final int VERSION = 1;

    private static final int CREATE_OWNER = 1;
    private static final int DELETE_OWNER = 2;
    private static final int CREATE_FOLDER = 3;
    private static final int DELETE_FOLDER = 4;
    private static final int RENAME_FOLDER = 5;
    private static final int SUBSCRIBE = 6;
    private static final int ADD = 7;
    private static final int SET_FLAGS = 8;
    private static final int EXPUNGE = 9;
    private static final int CLAIM_RECENT = 10;
    private static final int MAILBOX_IMAGE = 11;
    private static final int OWNER_IMAGE = 12;
    private static final int COUNTERS = 13;
    private static final int SET_PROPERTY = 14;
    private static final int OWNER_IMAGE_WITH_PROPERTIES = 15;
    private static final int SKIP_UIDS = 16;
    private static final int PLACE_OWNER = 17;
    private static final int RELOCATE = 18;
    private static final int CREATE_BIN = 19;
    private static final int MARK_SEEN = 20;
    private static final int FORGET_READER = 21;

    private static final int HAS_KEY = 1;
    private static final int HAS_ORIGIN = 2;

    private OpCodec() {}

    /** A record of these steps. */
    public static ByteBuffer encode(List<Op> ops) {
        RecordWriter to = new RecordWriter();
        to.number(VERSION).number(ops.size());
        ops.forEach(op -> encode(op, to));
        return to.toBuffer();
    }

    /**
     * Steps of a record.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static List<Op> decode(ByteBuffer record) {
        RecordReader from = new RecordReader(record);
        long version = from.number();
        if (version != VERSION) {
            throw new IllegalArgumentException("record version " + version);
        }
        int count = from.count();
        List<Op> ops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ops.add(decodeOp(from));
        }
        return ops;
    }

    private static void encode(Op op, RecordWriter to) {
        if (op instanceof Op.Add add) {
            to.number(ADD).number(add.mailbox()).number(add.rows().size());
            add.rows().forEach(r -> encode(r, to));
        } else if (op instanceof Op.SetFlags set) {
            to.number(SET_FLAGS).number(set.mailbox()).number(set.groups().size());
            for (FlagGroup group : set.groups()) {
                FlagSets.encode(group.flags(), to);
                encode(group.uids(), to);
            }
        } else if (op instanceof Op.MarkSeen mark) {
            mark.readers().encode(to.number(MARK_SEEN).number(mark.mailbox()));
            to.bool(mark.on());
        } else if (op instanceof Op.ForgetReader forget) {
            to.number(FORGET_READER).number(forget.mailbox()).text(forget.user());
        } else if (op instanceof Op.Expunge expunge) {
            to.number(EXPUNGE).number(expunge.mailbox());
            encode(expunge.uids(), to);
        } else if (op instanceof Op.ClaimRecent claim) {
            to.number(CLAIM_RECENT).number(claim.mailbox()).number(claim.uid());
        } else if (op instanceof Op.SkipUids skip) {
            to.number(SKIP_UIDS).number(skip.mailbox()).number(skip.uidNext());
        } else if (op instanceof Op.Relocate relocate) {
            to.number(RELOCATE).number(relocate.mailbox()).number(relocate.relocations().size());
            for (Relocation relocation : relocate.relocations()) {
                to.number(relocation.uid());
                encode(relocation.from(), to);
                encode(relocation.to(), to);
            }
        } else {
            encodeNaming(op, to);
        }
    }

    private static void encodeNaming(Op op, RecordWriter to) {
        if (op instanceof Op.CreateOwner c) {
            to.number(CREATE_OWNER).text(c.owner()).text(c.partition());
        } else if (op instanceof Op.PlaceOwner p) {
            to.number(PLACE_OWNER).text(p.owner()).text(p.partition());
        } else if (op instanceof Op.DeleteOwner d) {
            to.number(DELETE_OWNER).text(d.owner());
        } else if (op instanceof Op.CreateFolder c) {
            encode(c.name(), to.number(CREATE_FOLDER));
            to.number(c.mailbox()).number(c.uidValidity()).text(c.specialUse());
        } else if (op instanceof Op.DeleteFolder d) {
            encode(d.name(), to.number(DELETE_FOLDER)).number(d.mailbox()).bool(d.keepName());
        } else if (op instanceof Op.CreateBin b) {
            encode(b.name(), to.number(CREATE_BIN).number(b.mailbox()));
        } else if (op instanceof Op.RenameFolder r) {
            encode(r.to(), encode(r.from(), to.number(RENAME_FOLDER))).number(r.mailbox());
        } else if (op instanceof Op.Subscribe s) {
            encode(s.name(), to.number(SUBSCRIBE).text(s.user())).bool(s.on());
        } else if (op instanceof Op.MailboxImage i) {
            to.number(MAILBOX_IMAGE).number(i.mailbox()).number(i.part()).number(i.parts());
            to.block(i.bytes());
        } else if (op instanceof Op.OwnerImage i) {
            i.state().encode(to.number(OWNER_IMAGE_WITH_PROPERTIES));
        } else if (op instanceof Op.SetProperty s) {
            s.property().encode(to.number(SET_PROPERTY).text(s.owner()));
            to.text(s.value());
        } else if (op instanceof Op.Counters c) {
            to.number(COUNTERS).number(c.nextMailbox()).number(c.lastUidValidity());
        } else {
            throw new IllegalStateException("no form for " + op);
        }
    }

    private static Op decodeOp(RecordReader from) {
        int tag = (int) from.number();
        return switch (tag) {
            case CREATE_OWNER -> new Op.CreateOwner(from.text(), from.text());
            case PLACE_OWNER -> new Op.PlaceOwner(from.text(), from.text());
            case RELOCATE -> new Op.Relocate(from.number(), relocations(from));
            case DELETE_OWNER -> new Op.DeleteOwner(from.text());
            case CREATE_FOLDER ->
                    new Op.CreateFolder(name(from), from.number(), from.number(), from.text());
            case CREATE_BIN -> new Op.CreateBin(from.number(), name(from));
            case DELETE_FOLDER -> new Op.DeleteFolder(name(from), from.number(), from.bool());
            case RENAME_FOLDER -> new Op.RenameFolder(name(from), name(from), from.number());
            case SUBSCRIBE -> new Op.Subscribe(from.text(), name(from), from.bool());
            case ADD -> new Op.Add(from.number(), rows(from));
            case SET_FLAGS -> new Op.SetFlags(from.number(), groups(from));
            case MARK_SEEN -> new Op.MarkSeen(from.number(), Readers.decode(from), from.bool());
            case FORGET_READER -> new Op.ForgetReader(from.number(), from.text());
            case EXPUNGE -> new Op.Expunge(from.number(), uids(from));
            case CLAIM_RECENT -> new Op.ClaimRecent(from.number(), from.number());
            case SKIP_UIDS -> new Op.SkipUids(from.number(), from.number());
            case MAILBOX_IMAGE ->
                    new Op.MailboxImage(
                            from.number(), (int) from.number(), (int) from.number(), from.block());
            case OWNER_IMAGE -> new Op.OwnerImage(OwnerState.decodeWithoutProperties(from));
            case OWNER_IMAGE_WITH_PROPERTIES -> new Op.OwnerImage(OwnerState.decode(from));
            case SET_PROPERTY ->
                    new Op.SetProperty(from.text(), Property.decode(from), from.text());
            case COUNTERS -> new Op.Counters(from.number(), from.number());
            default -> throw new IllegalArgumentException("step of kind " + tag);
        };
    }

    private static RecordWriter encode(MailboxName name, RecordWriter to) {
        return to.text(name.owner()).text(name.folder());
    }

    private static MailboxName name(RecordReader from) {
        return new MailboxName(from.text(), from.text());
    }

    private static void encode(long[] uids, RecordWriter to) {
        to.number(uids.length);
        long last = 0;
        for (long uid : uids) {
            to.signed(uid - last);
            last = uid;
        }
    }

    private static long[] uids(RecordReader from) {
        long[] uids = new long[from.count()];
        long last = 0;
        for (int i = 0; i < uids.length; i++) {
            last = uids[i] = last + from.signed();
        }
        return uids;
    }

    private static void encode(Row row, RecordWriter to) {
        encode(row.content(), to.number(row.uid()));
        FlagSets.encode(row.flags(), to);
        to.signed(row.internalDate()).signed(row.saved()).number(row.size());
        boolean delivered = !row.key().equals(DeliveryKey.NONE);
        boolean moved = !row.origin().equals(row.content());
        to.number((delivered ? HAS_KEY : 0) | (moved ? HAS_ORIGIN : 0));
        if (delivered) {
            to.fixed(row.key().high()).fixed(row.key().low());
        }
        if (moved) {
            encode(row.origin(), to);
        }
    }

    private static void encode(ContentLocator content, RecordWriter to) {
        to.text(content.partition()).number(content.number());
    }

    private static ContentLocator content(RecordReader from) {
        return new ContentLocator(from.text(), from.number());
    }

    private static List<Relocation> relocations(RecordReader from) {
        int count = from.count();
        List<Relocation> relocations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            relocations.add(new Relocation(from.number(), content(from), content(from)));
        }
        return relocations;
    }

    private static List<Row> rows(RecordReader from) {
        int count = from.count();
        List<Row> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(row(from));
        }
        return rows;
    }

    private static Row row(RecordReader from) {
        long uid = from.number();
        ContentLocator content = content(from);
        Flags flags = FlagSets.decode(from);
        long internalDate = from.signed();
        long saved = from.signed();
        long size = from.number();
        long has = from.number();
        DeliveryKey key =
                (has & HAS_KEY) == 0
                        ? DeliveryKey.NONE
                        : new DeliveryKey(from.fixed(), from.fixed());
        ContentLocator origin = (has & HAS_ORIGIN) == 0 ? content : content(from);
        return new Row(uid, content, origin, flags, internalDate, saved, size, key);
    }

    private static List<FlagGroup> groups(RecordReader from) {
        int count = from.count();
        List<FlagGroup> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            groups.add(new FlagGroup(FlagSets.decode(from), uids(from)));
        }
        return groups;
    }
}
