// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;

/**
 * Records as JSON, one object a line (RFC 8259), all fields whatever the options say; what is empty
 * is left out. Characters beyond ASCII are escaped, so no client can hide a line break.
 * Thread-safe.
 */
final class JsonRecords {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonRecords() {}

    /** Appends a record and its line break. */
    static void write(MailEvent event, StringBuilder out) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", event.time().toString());
            json.writeStringField("kind", event.kind().name());
            json.writeStringField("code", String.valueOf(event.kind().code()));
            text(json, "source", event.source());
            text(json, "destination", event.destination());
            number(json, "size", event.size());
            text(json, "sender", event.sender());
            text(json, "originalRecipient", event.originalRecipient());
            text(json, "recipient", event.recipient());
            text(json, "message", event.message());
            number(json, "entry", event.entry());
            text(json, "messageId", event.messageIdField());
            text(json, "user", event.user());
            if (event.secured()) {
                json.writeBooleanField("tls", true);
            }
            text(json, "protocol", event.protocol());
            number(json, "session", event.session());
            text(json, "transport", event.transport());
            text(json, "diagnostic", event.diagnostic());
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        out.append(line.getBuffer()).append('\n');
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, Escapes.bounded(value));
        }
    }

    private static void number(JsonGenerator json, String name, long value) throws IOException {
        if (value != 0) {
            json.writeNumberField(name, value);
        }
    }

    /** The event of a line; empty if it is none. */
    static Optional<MailEvent> parse(String line) {
        Map<String, String> values = new HashMap<>();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                values.put(name, json.getText());
            }
            return values.containsKey("kind") ? Optional.of(event(values)) : Optional.empty();
        } catch (IOException | IllegalArgumentException | DateTimeException other) {
            return Optional.empty();
        }
    }

    private static MailEvent event(Map<String, String> values) {
        return MailEvent.of(Instant.parse(text(values, "time")), Kind.valueOf(values.get("kind")))
                .channels(text(values, "source"), text(values, "destination"))
                .size(number(values, "size"))
                .sender(text(values, "sender"))
                .recipient(text(values, "originalRecipient"), text(values, "recipient"))
                .message(
                        text(values, "message"), number(values, "entry"), text(values, "messageId"))
                .user(text(values, "user"))
                .protocol(text(values, "protocol"), values.containsKey("tls"))
                .session(number(values, "session"))
                .transport(text(values, "transport"))
                .diagnostic(text(values, "diagnostic"))
                .build();
    }

    private static String text(Map<String, String> values, String name) {
        return values.getOrDefault(name, "");
    }

    private static long number(Map<String, String> values, String name) {
        return Long.parseLong(values.getOrDefault(name, "0"));
    }
}
