// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IMAP server of few words, on a real socket; what it says can be set word by word. */
final class OtherServer implements AutoCloseable {
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\([^)]*\\)");
    private static final Pattern UID = Pattern.compile("UID \\d+");

    final List<String> heard = new CopyOnWriteArrayList<>();
    final Map<String, TreeMap<Long, String>> folders = new LinkedHashMap<>();
    final Map<String, String> answers = new LinkedHashMap<>();
    final List<String> listed = new ArrayList<>();
    String capabilities = "IMAP4rev1 AUTH=PLAIN SASL-IR";
    String fetchEnd = "OK done";
    final List<Long> late = new ArrayList<>();
    final AtomicInteger breakAfter = new AtomicInteger(Integer.MAX_VALUE);
    int breakAgainAfter = Integer.MAX_VALUE;
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::serve, "other server");

    OtherServer() throws IOException {
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** A folder with messages by UID: what stands between the parentheses of FETCH. */
    TreeMap<Long, String> folder(String wire, String attributes) {
        listed.add("(" + attributes + ") \"/\" " + wire);
        return folders.computeIfAbsent(wire.replace("\"", ""), w -> new TreeMap<>());
    }

    static String message(long uid, String flags, String date, String text) {
        return "UID "
                + uid
                + " FLAGS ("
                + flags
                + ") INTERNALDATE \""
                + date
                + "\" BODY[] {"
                + text.length()
                + "}\r\n"
                + text;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket one = socket.accept()) {
                talk(one);
            } catch (IOException gone) {
                // The next one, please.
            }
        }
    }

    private void talk(Socket one) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(one.getInputStream(), ISO_8859_1));
        OutputStream out = one.getOutputStream();
        say(out, "* OK here");
        TreeMap<Long, String> open = new TreeMap<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String tag = line.split(" ")[0];
            String command = line.substring(tag.length() + 1);
            heard.add(command);
            String refusal =
                    answers.entrySet().stream()
                            .filter(e -> command.startsWith(e.getKey()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse("");
            if (!refusal.isEmpty()) {
                say(out, refusal.startsWith("*") ? refusal : tag + " " + refusal);
                if (!refusal.startsWith("*")) {
                    continue;
                }
            }
            String end = "OK done";
            if (command.equals("AUTHENTICATE PLAIN")) {
                say(out, "+ ");
                heard.add(in.readLine());
            } else if (command.equals("CAPABILITY")) {
                say(out, "* CAPABILITY " + capabilities);
            } else if (command.startsWith("LIST")) {
                for (String each : listed) {
                    say(out, "* LIST " + each);
                }
            } else if (command.startsWith("LSUB")) {
                say(out, "* LSUB () \"/\" INBOX");
            } else if (command.startsWith("EXAMINE")) {
                open = folders.get(command.substring(9, command.length() - 1));
                say(out, "* FLAGS (\\Seen)");
                say(out, "* " + open.size() + " EXISTS");
                say(out, "* OK [UIDVALIDITY 4711] valid");
                say(out, "* OK [UIDNEXT " + (open.isEmpty() ? 1 : open.lastKey() + 1) + "] next");
            } else if (command.endsWith(" (UID FLAGS)")) {
                for (String each : open.values()) {
                    Matcher flags = FLAGS.matcher(each);
                    Matcher uid = UID.matcher(each);
                    if (flags.find() && uid.find()) {
                        say(out, "* 1 FETCH (" + flags.group() + " " + uid.group() + ")");
                    }
                }
            } else if (command.startsWith("UID FETCH")) {
                end = fetchEnd;
                String uids = command.split(" ")[2];
                for (Map.Entry<Long, String> each : inOrderOfFetch(open)) {
                    if (isIn(uids, each.getKey(), open.lastKey())) {
                        int number = open.headMap(each.getKey(), true).size();
                        String response = "* " + number + " FETCH (" + each.getValue() + ")";
                        if (breakAfter.decrementAndGet() < 0) {
                            breakAfter.set(breakAgainAfter);
                            out.write(
                                    response.substring(0, response.length() / 2)
                                            .getBytes(ISO_8859_1));
                            return;
                        }
                        say(out, response);
                    }
                }
            } else if (command.equals("LOGOUT")) {
                return;
            }
            say(out, tag + " " + end);
        }
    }

    private static boolean isIn(String uids, long uid, long last) {
        for (String range : uids.replace("*", Long.toString(last)).split(",")) {
            String[] ends = range.split(":");
            long one = Long.parseLong(ends[0]);
            long other = Long.parseLong(ends[ends.length - 1]);
            if (uid >= Math.min(one, other) && uid <= Math.max(one, other)) {
                return true;
            }
        }
        return false;
    }

    /** Messages that are late come behind all others. */
    private List<Map.Entry<Long, String>> inOrderOfFetch(TreeMap<Long, String> open) {
        List<Map.Entry<Long, String>> all = new ArrayList<>(open.entrySet());
        all.sort(Comparator.comparing(each -> late.contains(each.getKey())));
        return all;
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
