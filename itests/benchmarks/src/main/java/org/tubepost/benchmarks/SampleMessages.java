// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

/** Messages that differ in what SORT and THREAD look at: subjects, names, dates and references. */
final class SampleMessages {
    private static final int THREAD = 7;
    private static final int DAYS = 28;
    private static final int HOURS = 24;
    private static final int MINUTES = 60;
    private static final String LINE =
            "The quick brown fox jumps over the lazy dog, and then again it does.\r\n";

    /** A message is at most this much shorter than it was asked to be. */
    static final int SLACK = LINE.length();

    private SampleMessages() {}

    /** A message of about so many octets; the same number gives the same message. */
    static String of(int number, int octets) {
        // A step that no thread length divides, so that neighbours in a mailbox belong to different
        // threads.
        int mixed = (int) (number * 2_654_435_761L >>> 7 & 0xffff);
        int thread = number / THREAD;
        int place = number % THREAD;
        StringBuilder text = new StringBuilder(octets + LINE.length());
        text.append("Return-Path: <sender").append(mixed % 997).append("@load.test>\r\n");
        text.append("From: Sender ")
                .append(mixed % 997)
                .append(" <sender")
                .append(mixed % 997)
                .append("@load.test>\r\n");
        text.append("To: \"User, Some\" <user@example.com>, other")
                .append(mixed % 31)
                .append("@example.com\r\n");
        if (mixed % 3 == 0) {
            text.append("Cc: list").append(mixed % 13).append("@example.com\r\n");
        }
        text.append("Subject: ")
                .append(place == 0 ? "" : "Re: ")
                .append("About matter ")
                .append(thread * 7919 % 100_003)
                .append("\r\n");
        text.append(
                "Date: %d Feb 2026 %02d:%02d:%02d +0000\r\n"
                        .formatted(
                                1 + mixed % DAYS,
                                mixed / DAYS % HOURS,
                                number % MINUTES,
                                mixed % MINUTES));
        text.append("Message-ID: <").append(number).append("@load.test>\r\n");
        if (place > 0) {
            text.append("In-Reply-To: <").append(number - 1).append("@load.test>\r\n");
            text.append("References: <").append(thread * THREAD).append("@load.test>");
            text.append(place > 1 ? " <" + (number - 1) + "@load.test>\r\n" : "\r\n");
        }
        text.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n");
        while (text.length() + LINE.length() <= octets) {
            text.append(LINE);
        }
        return text.append("-\r\n".repeat(text.length() + 3 <= octets ? 1 : 0)).toString();
    }
}
