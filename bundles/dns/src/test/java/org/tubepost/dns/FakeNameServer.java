// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on a real socket that knows what the test says. */
final class FakeNameServer implements AutoCloseable {
    private final DatagramSocket socket;
    private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
    final Map<String, Integer> codes = new ConcurrentHashMap<>();
    final AtomicInteger questions = new AtomicInteger();

    FakeNameServer() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "fake-name-server");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Knows a record, {@code MX}, {@code 10 mx.a.test.}. */
    void add(String name, String type, String data) throws IOException {
        Record record =
                Record.fromString(
                        Name.fromString(name + "."),
                        Type.value(type),
                        DClass.IN,
                        60,
                        data,
                        Name.root);
        records.computeIfAbsent(name, n -> new ArrayList<>()).add(record);
    }

    private void serve() {
        byte[] room = new byte[1500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(room, room.length);
                socket.receive(packet);
                questions.incrementAndGet();
                byte[] answer = answer(room, packet.getLength()).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                questions.addAndGet(0);
            }
        }
    }

    private Message answer(byte[] room, int length) throws IOException {
        Message question = new Message(java.util.Arrays.copyOf(room, length));
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        Record asked = question.getQuestion();
        answer.addRecord(asked, Section.QUESTION);
        String name = asked.getName().toString(true).toLowerCase(java.util.Locale.ROOT);
        List<Record> known = records.get(name);
        answer.getHeader()
                .setRcode(codes.getOrDefault(name, known == null ? Rcode.NXDOMAIN : Rcode.NOERROR));
        if (known != null) {
            known.stream()
                    .filter(r -> r.getType() == asked.getType())
                    .forEach(r -> answer.addRecord(r, Section.ANSWER));
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
