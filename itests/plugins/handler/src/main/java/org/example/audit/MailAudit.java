package org.example.audit;

import java.io.IOException;
import java.nio.file.*;
import java.util.Arrays;
import java.util.TreeMap;
import org.osgi.service.component.annotations.*;
import org.osgi.service.event.*;

/** Writes a line for each event: its topic, then its properties by name. */
@Component(property = EventConstants.EVENT_TOPIC + "=org/tubepost/event/*")
public final class MailAudit implements EventHandler {
    private static final Path FILE = Path.of("data/events.log");

    @Override
    public void handleEvent(Event event) {
        TreeMap<String, Object> properties = new TreeMap<>();
        for (String name : event.getPropertyNames()) {
            Object value = event.getProperty(name);
            properties.put(name, value instanceof String[] all ? Arrays.asList(all) : value);
        }
        try {
            Files.writeString(
                    FILE,
                    event.getTopic() + " " + properties + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException full) {
            throw new java.io.UncheckedIOException(full);
        }
    }
}
