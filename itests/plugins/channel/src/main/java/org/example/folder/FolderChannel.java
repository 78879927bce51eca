package org.example.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.*;
import java.util.List;
import org.osgi.service.component.annotations.*;
import org.tubepost.api.channel.*;
import org.tubepost.api.message.*;

/** Writes each message into a file; the entry's number makes a repeated attempt harmless. */
@Component(property = Channel.PROGRAM + "=folder")
public final class FolderChannel implements Channel {
    @interface Settings {
        String directory() default "data/folder";
    }

    private final Path directory;

    @Activate
    public FolderChannel(Settings settings) throws IOException {
        directory = Files.createDirectories(Path.of(settings.directory()));
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException {
        Content content = delivery.content();
        Path part = directory.resolve(delivery.entry() + ".part");
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long at = 0; at < content.size(); ) {
                at += content.transferTo(at, content.size() - at, out);
            }
            out.force(true);
        }
        Files.move(part, directory.resolve(delivery.entry() + ".eml"), StandardCopyOption.ATOMIC_MOVE);
        Reply written = Reply.of(250, "2.0.0", "written");
        return delivery.envelope().recipients().stream()
                .<Outcome>map(r -> new Outcome.Delivered(r, written, "", Outcome.Action.DELIVERED))
                .toList();
    }
}
