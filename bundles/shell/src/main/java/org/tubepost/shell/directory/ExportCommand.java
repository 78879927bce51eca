// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Interchange.Format;

/** Writes entries as text. */
@Service
@Command(scope = "directory", name = "export", description = "Writes entries as LDIF or CSV")
public final class ExportCommand extends AdministrationCommand {

    @Argument(index = 0, name = "domain", description = "Only this domain")
    private String domain = "";

    @Option(name = "--format", description = "ldif, or csv for users only")
    private String format = "ldif";

    @Option(name = "--file", description = "New file of the server to write to; else it is printed")
    private String file;

    @Override
    public Object execute() throws Exception {
        Format form = format(format);
        return administer(
                (directory, who) -> {
                    if (file == null) {
                        directory.interchange().exportTo(out(), form, domain, who);
                        out().flush();
                        return null;
                    }
                    try (OutputStream to = create(Path.of(file))) {
                        long count = directory.interchange().exportTo(to, form, domain, who);
                        out().println(count + " entries");
                    }
                    return null;
                });
    }

    /** The file has hashes of passwords: only its owner may read it. */
    private static OutputStream create(Path path) throws IOException {
        Files.createFile(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.WRITE));
    }

    static Format format(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "ldif" -> Format.LDIF;
            case "csv" -> Format.CSV;
            default -> throw new IllegalArgumentException("the format is ldif or csv");
        };
    }
}
