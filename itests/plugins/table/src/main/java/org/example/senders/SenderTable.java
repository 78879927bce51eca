package org.example.senders;

import java.util.Optional;
import org.osgi.service.component.annotations.*;
import org.tubepost.api.routing.*;

/** Refuses senders of a domain at MAIL, instead of the table FROM_ACCESS of the file. */
@Component(property = MappingTable.NAME + "=FROM_ACCESS")
public final class SenderTable implements MappingTable {
    @interface Settings {
        String domain() default "java.test";
    }

    private final String refused;

    @Activate
    public SenderTable(Settings settings) {
        refused = "@" + settings.domain();
    }

    /** The probe: TCP|server|port|client|port|application|MAIL|source channel|sender|login. */
    @Override
    public Optional<Result> probe(Probe probe) {
        String[] fields = probe.input().split("\\|", -1);
        return fields[fields.length - 2].endsWith(refused)
                ? Optional.of(new Result("550|5.7.1|by a bundle", "N"))
                : Optional.empty();
    }
}
