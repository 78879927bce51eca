// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Reply;

/** A door that keeps what comes in. */
final class RecordingDoor {
    final List<Origin> origins = new ArrayList<>();
    final List<String> recipients = new ArrayList<>();
    final List<String> senders = new ArrayList<>();
    final List<MailParameters> parameters = new ArrayList<>();
    final List<byte[]> messages = new ArrayList<>();
    Reply commit = Reply.of(250, "2.0.0", "ok");

    private ByteArrayOutputStream open = new ByteArrayOutputStream();

    Acceptance service() {
        return (Acceptance)
                Proxy.newProxyInstance(
                        Acceptance.class.getClassLoader(),
                        new Class<?>[] {Acceptance.class},
                        (proxy, method, arguments) -> begin((Origin) arguments[0]));
    }

    private Object begin(Origin origin) {
        origins.add(origin);
        open = new ByteArrayOutputStream();
        return Proxy.newProxyInstance(
                Transaction.class.getClassLoader(),
                new Class<?>[] {Transaction.class},
                (inner, called, with) -> step(called, with));
    }

    private Object step(Method method, Object[] arguments) throws IOException {
        Reply ok = Reply.of(250, "2.0.0", "ok");
        switch (method.getName()) {
            case "sender":
                senders.add(arguments[0].toString());
                parameters.add((MailParameters) arguments[1]);
                return ok;
            case "recipient":
                recipients.add(arguments[0].toString());
                return new RecipientPlan(ok, List.of());
            case "beginData":
                return Reply.of(354, "2.0.0", "go on");
            case "write":
                ByteBuffer slice = (ByteBuffer) arguments[0];
                byte[] octets = new byte[slice.remaining()];
                slice.get(octets);
                open.writeBytes(octets);
                return null;
            case "commit":
                messages.add(open.toByteArray());
                return CompletableFuture.completedFuture(commit);
            default:
                return null;
        }
    }

    /** The last message as text. */
    String text() {
        return new String(last(), StandardCharsets.UTF_8);
    }

    byte[] last() {
        return messages.get(messages.size() - 1);
    }

    /** The last message as another library reads it. */
    MimeMessage parsed() throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(last()));
    }
}
