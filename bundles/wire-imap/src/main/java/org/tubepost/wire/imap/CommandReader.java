// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.wire.imap.LiteralPolicy.Decision;

/**
 * Collects commands from slices of any size: lines and literals (RFC 3501 section 4.3, RFC 7888).
 * What is too long is passed over and reported, so that the next command is found again. Used by
 * one thread at a time.
 */
public final class CommandReader {
    private static final Pattern ANNOUNCEMENT = Pattern.compile("\\{(\\d{1,18})(\\+?)}\\z");
    private static final int MAX_LITERALS = 1000;
    private static final int TAIL = 32;
    private static final int TAG = 128;

    private final LiteralPolicy policy;
    private final int maxLine;
    private final List<byte[]> texts = new ArrayList<>();
    private final List<Literal> literals = new ArrayList<>();
    private byte[] line = new byte[256];
    private int length;
    private int earlier;
    private boolean tooLong;
    private byte[] head = new byte[0];
    private long literalLeft;
    private byte[] kept = new byte[0];
    private Optional<LiteralTarget> target = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private Mode mode = Mode.LINE;

    private enum Mode {
        LINE,
        LITERAL,
        SKIPPED_LITERAL
    }

    /** What the reader has come to. */
    public sealed interface Step {

        /** All octets are taken. */
        record NeedsInput() implements Step {}

        /** The client waits for {@code +} before it sends a literal. */
        record Continue() implements Step {}

        /**
         * A command is complete.
         *
         * @param command the command
         */
        record Complete(RawCommand command) implements Step {}

        /**
         * A command is over before it was complete.
         *
         * @param command what was kept of it; targets of its literals are in it
         * @param answer status and text of the tagged answer
         */
        record Refused(RawCommand command, String answer) implements Step {}
    }

    /**
     * A reader.
     *
     * @param maxLine octets of a command without its literals, at most
     */
    public CommandReader(int maxLine, LiteralPolicy policy) {
        this.maxLine = maxLine;
        this.policy = policy;
    }

    /** Takes octets until something is to be done; call again until it needs input. */
    public Step read(ByteBuffer from) {
        while (from.hasRemaining()) {
            Optional<Step> step = Optional.empty();
            switch (mode) {
                case LINE -> step = readLine(from, true);
                case LITERAL -> readLiteral(from);
                case SKIPPED_LITERAL -> skipLiteral(from);
            }
            if (step.isPresent()) {
                return step.get();
            }
        }
        return new Step.NeedsInput();
    }

    /** As {@link #read}, but the next line is taken as it is: an answer to a challenge, DONE. */
    public Step readPlainLine(ByteBuffer from) {
        return readLine(from, false).orElseGet(Step.NeedsInput::new);
    }

    /** Targets of a command that is not complete yet, to be freed when the connection closes. */
    public List<LiteralTarget> openTargets() {
        List<LiteralTarget> open = new ArrayList<>();
        literals.forEach(l -> l.target().ifPresent(open::add));
        target.ifPresent(open::add);
        return open;
    }

    private Optional<Step> readLine(ByteBuffer from, boolean literalsToo) {
        while (from.hasRemaining()) {
            byte b = from.get();
            if (b == '\n') {
                return endOfLine(literalsToo);
            }
            append(b);
        }
        return Optional.empty();
    }

    private void append(byte b) {
        if (!tooLong && earlier + length >= maxLine) {
            tooLong = true;
            // The tag is needed for the answer.
            head = Arrays.copyOf(line, Math.min(length, TAG));
        }
        if (tooLong && length >= 2 * TAIL) {
            // Only the end of the line is looked at any more, for an announcement.
            System.arraycopy(line, length - TAIL, line, 0, TAIL);
            length = TAIL;
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, length * 2);
        }
        line[length++] = b;
    }

    private Optional<Step> endOfLine(boolean literalsToo) {
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        int from = Math.max(0, length - TAIL);
        String end = new String(line, from, length - from, StandardCharsets.ISO_8859_1);
        Matcher announced = ANNOUNCEMENT.matcher(end);
        if (!literalsToo || !announced.find()) {
            texts.add(text(length));
            return Optional.of(finished());
        }
        texts.add(text(length - (announced.end() - announced.start())));
        earlier += length;
        length = 0;
        return literal(Long.parseLong(announced.group(1)), announced.group(2).isEmpty());
    }

    private byte[] text(int count) {
        return tooLong && texts.isEmpty() ? head : Arrays.copyOf(line, count);
    }

    private Optional<Step> literal(long size, boolean waits) {
        if (refusal.isEmpty() && !tooLong) {
            take(size);
        }
        if ((refusal.isPresent() || tooLong) && waits) {
            return Optional.of(finished());
        }
        literalLeft = size;
        mode = refusal.isPresent() || tooLong ? Mode.SKIPPED_LITERAL : Mode.LITERAL;
        if (size == 0) {
            endOfLiteral();
        }
        return waits ? Optional.of(new Step.Continue()) : Optional.empty();
    }

    private void take(long size) {
        Decision decision =
                literals.size() >= MAX_LITERALS
                        ? new Decision.Refuse("BAD Too many literals")
                        : policy.decide(new RawCommand(texts, literals), size);
        if (decision instanceof Decision.Refuse refuse) {
            refusal = Optional.of(refuse.answer());
        } else if (decision instanceof Decision.Divert divert) {
            target = Optional.of(divert.target());
        } else if (size > Integer.MAX_VALUE - 8) {
            refusal = Optional.of("BAD Literal too long");
        } else {
            kept = new byte[(int) size];
        }
    }

    private void readLiteral(ByteBuffer from) {
        int count = (int) Math.min(literalLeft, from.remaining());
        if (target.isPresent()) {
            ByteBuffer slice = from.duplicate();
            slice.limit(from.position() + count);
            target.get().write(slice);
            from.position(from.position() + count);
        } else {
            from.get(kept, (int) (kept.length - literalLeft), count);
        }
        passed(count);
    }

    private void skipLiteral(ByteBuffer from) {
        int count = (int) Math.min(literalLeft, from.remaining());
        from.position(from.position() + count);
        passed(count);
    }

    private void passed(int count) {
        literalLeft -= count;
        if (literalLeft == 0) {
            endOfLiteral();
        }
    }

    private void endOfLiteral() {
        if (mode == Mode.LITERAL) {
            literals.add(new Literal(kept, target));
        }
        kept = new byte[0];
        target = Optional.empty();
        mode = Mode.LINE;
    }

    private Step finished() {
        // A refused command has texts without literals behind them; they are left out.
        RawCommand command = new RawCommand(texts.subList(0, literals.size() + 1), literals);
        Optional<String> answer =
                refusal.or(() -> tooLong ? Optional.of("BAD Line too long") : Optional.empty());
        texts.clear();
        literals.clear();
        refusal = Optional.empty();
        tooLong = false;
        length = 0;
        earlier = 0;
        if (line.length > 4096) {
            line = new byte[256];
        }
        return answer.<Step>map(a -> new Step.Refused(command, a))
                .orElseGet(() -> new Step.Complete(command));
    }
}
