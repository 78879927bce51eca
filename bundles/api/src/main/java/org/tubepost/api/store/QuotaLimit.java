// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * How much may be kept under one quota root.
 *
 * @param octets octets; {@value #UNLIMITED} for no limit, {@value #DEFAULT} for what the store
 *     gives everybody, 0 for none
 * @param messages number of messages, likewise
 */
public record QuotaLimit(long octets, long messages) {

    /** No limit. */
    public static final long UNLIMITED = -1;

    /** What the store's settings say. */
    public static final long DEFAULT = -2;

    /** No limits at all. */
    public static final QuotaLimit NONE = new QuotaLimit(UNLIMITED, UNLIMITED);

    /**
     * Reads an amount as the directory and the settings write it: {@code -1}, {@code -2}, or a
     * number with K, M or G behind it (1024, 1024 K, 1024 M).
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long amount(String written) {
        String text = written.strip();
        int shift =
                text.isEmpty()
                        ? 0
                        : switch (text.charAt(text.length() - 1)) {
                            case 'K', 'k' -> 10;
                            case 'M', 'm' -> 20;
                            case 'G', 'g' -> 30;
                            default -> 0;
                        };
        String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
        try {
            long number = Long.parseLong(digits);
            boolean special = shift == 0 && (number == UNLIMITED || number == DEFAULT);
            if (special || number >= 0 && number <= Long.MAX_VALUE >> shift) {
                return special ? number : number << shift;
            }
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(written + " is no quota", malformed);
        }
        throw new IllegalArgumentException(written + " is no quota");
    }

    /** True when something is limited. */
    public boolean isLimited() {
        return octets >= 0 || messages >= 0;
    }

    /** This limit with the store's own where it says {@value #DEFAULT}. */
    public QuotaLimit or(QuotaLimit standard) {
        return new QuotaLimit(
                octets == DEFAULT ? standard.octets : octets,
                messages == DEFAULT ? standard.messages : messages);
    }

    /** How full it is, in percent of the tighter limit, rounded down; 0 without a limit. */
    public int percent(long usedOctets, long usedMessages) {
        return Math.max(percentOf(usedOctets, octets), percentOf(usedMessages, messages));
    }

    private static int percentOf(long used, long limit) {
        if (limit < 0) {
            return 0;
        }
        return limit == 0 ? 100 : (int) Math.min(Integer.MAX_VALUE, used * 100.0 / limit);
    }
}
