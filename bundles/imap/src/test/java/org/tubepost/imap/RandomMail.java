// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Messages as they come from all over the world, and words that are in them or nearly. */
final class RandomMail {
    private static final List<String> SOUNDS =
            List.of(
                    "a",
                    "b",
                    "in",
                    "ing",
                    "The",
                    "mail",
                    "POST",
                    "e\u0301",
                    "\u00c4",
                    "\u00e4",
                    "stra\u00dfe",
                    "STRASSE",
                    "\u03a3",
                    "\u03c3",
                    "\u03c2",
                    "\u039f\u0394\u039f",
                    "\u0130",
                    "\u0131",
                    "I",
                    "i",
                    "\u212a",
                    "k",
                    "\u0416\u0438",
                    "\u0436",
                    "\u6f22\u5b57",
                    "\u304b\u306a",
                    "\ud83d\ude00",
                    "\ud801\udc00",
                    "\ud801\udc28",
                    "\uac00",
                    "\u05d0\u05d1",
                    "1",
                    "-",
                    "_",
                    "@",
                    ".",
                    "=",
                    "<b>",
                    "&amp;",
                    "\uffff",
                    "\ufffe",
                    "\u0001");
    private static final List<String> CHARSETS =
            List.of(
                    "utf-8",
                    "utf-8",
                    "iso-8859-1",
                    "iso-8859-7",
                    "windows-1251",
                    "shift_jis",
                    "gb18030",
                    "utf-16",
                    "koi8-r",
                    "us-ascii");
    private static final List<String> ENCODINGS =
            List.of("8bit", "base64", "quoted-printable", "7bit", "x-nobody-knows");

    private final Random random;

    RandomMail(Random random) {
        this.random = random;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    String word() {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            word.append(one(SOUNDS));
        }
        return word.toString();
    }

    String words(int most) {
        StringBuilder words = new StringBuilder(word());
        for (int i = random.nextInt(most); i > 0; i--) {
            words.append(one(List.of(" ", " ", " ", ", ", "\r\n", "\t"))).append(word());
        }
        return words.toString();
    }

    private String line() {
        return words(5).replaceAll("[\r\n\u0001]+", " ");
    }

    private String encodedLine() {
        String charset = one(CHARSETS);
        byte[] octets = line().getBytes(Charset.forName(charset));
        return switch (random.nextInt(3)) {
            case 0 -> line();
            case 1 -> "=?" + charset + "?b?" + Base64.getEncoder().encodeToString(octets) + "?=";
            default -> "=?" + charset + "?q?" + quoted(octets, true) + "?= " + word();
        };
    }

    private static String quoted(byte[] octets, boolean inHeader) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (byte octet : octets) {
            int c = octet & 0xff;
            boolean plain = Character.isLetterOrDigit(c) && c < 128;
            text.append(plain ? String.valueOf((char) c) : String.format("=%02X", c));
            if (!inHeader && ++column % 20 == 0) {
                text.append("=\r\n");
            }
        }
        return text.toString();
    }

    private static byte[] octets(Object... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object piece : pieces) {
            byte[] octets =
                    piece instanceof byte[] raw
                            ? raw
                            : piece.toString().getBytes(StandardCharsets.UTF_8);
            all.writeBytes(octets);
        }
        return all.toByteArray();
    }

    private byte[] part(int depth) {
        int kind = random.nextInt(depth > 2 ? 3 : 6);
        if (kind == 3) {
            return octets("Content-Type: message/rfc822\r\n\r\n", message(depth + 1));
        }
        if (kind > 3) {
            String boundary = "b" + depth + random.nextInt(1000);
            List<Object> pieces = new ArrayList<>();
            pieces.add("Content-Type: multipart/alternative; boundary=" + boundary + "\r\n\r\n");
            for (int i = random.nextInt(3); i >= 0; i--) {
                pieces.add("--" + boundary + "\r\n");
                pieces.add(part(depth + 1));
                pieces.add("\r\n");
            }
            pieces.add("--" + boundary + "--\r\n");
            return octets(pieces.toArray());
        }
        String charset = random.nextInt(8) == 0 ? "x-unknown" : one(CHARSETS);
        String type = one(List.of("text/plain", "text/html", "application/octet-stream"));
        String encoding = one(ENCODINGS);
        Charset known =
                Charset.isSupported(charset) ? Charset.forName(charset) : StandardCharsets.UTF_8;
        byte[] text = words(60).getBytes(known);
        Object body =
                switch (encoding) {
                    case "base64" -> Base64.getMimeEncoder().encode(text);
                    case "quoted-printable" -> quoted(text, false);
                    default -> text;
                };
        String fields =
                "Content-Type: "
                        + type
                        + "; charset="
                        + charset
                        + "\r\nContent-Transfer-Encoding: "
                        + encoding
                        + "\r\n\r\n";
        return octets(fields, body);
    }

    private byte[] message(int depth) {
        String fields =
                "From: \""
                        + line().replaceAll("[\"<>@]", "")
                        + "\" <a@example.com>\r\nX-Note : "
                        + encodedLine()
                        + "\r\nSubject: "
                        + encodedLine()
                        + (random.nextBoolean() ? "\r\nSubject: " + encodedLine() : "")
                        + (random.nextBoolean() ? "\r\nTo: \r\n " + line() : "")
                        + "\r\n";
        return octets(fields, part(depth));
    }

    /** A whole message; NUL is not in it. */
    byte[] message() {
        return message(0);
    }

    /** A text that may well occur in messages, in other case now and then. */
    String key() {
        String words = words(3);
        int from = random.nextInt(words.length());
        int to = from + 1 + random.nextInt(words.length() - from);
        String key = words.substring(from, to);
        return switch (random.nextInt(4)) {
            case 0 -> key.toUpperCase(Locale.ROOT);
            case 1 -> key.toLowerCase(Locale.ROOT);
            default -> key;
        };
    }
}
