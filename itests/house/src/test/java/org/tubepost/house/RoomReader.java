// SPDX-License-Identifier: Apache-2.0
package org.tubepost.house;

import aQute.bnd.header.Attrs;
import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Descriptors.PackageRef;
import aQute.bnd.osgi.Domain;
import aQute.bnd.osgi.Jar;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a room from its jar: headers of the manifest, and what its classes use. */
final class RoomReader {
    private RoomReader() {}

    static Room read(String name, Room.Layer layer, boolean stays, Path jarFile) throws Exception {
        try (Jar jar = new Jar(jarFile.toFile());
                Analyzer analyzer = new Analyzer(jar)) {
            Domain manifest = Domain.domain(jar.getManifest());
            Map<String, String> exports = new HashMap<>();
            for (Map.Entry<String, Attrs> export : manifest.getExportPackage().entrySet()) {
                String version = export.getValue().get("version");
                exports.put(export.getKey(), version == null ? "" : version);
            }
            Set<String> imports = new TreeSet<>(manifest.getImportPackage().keySet());
            analyzer.analyze();
            Map<String, Set<String>> uses = new HashMap<>();
            for (PackageRef own : analyzer.getContained().keySet()) {
                uses.put(own.getFQN(), new TreeSet<>());
            }
            analyzer.getUses()
                    .forEach(
                            (own, used) -> {
                                if (uses.containsKey(own.getFQN())) {
                                    uses.get(own.getFQN())
                                            .addAll(
                                                    used.stream()
                                                            .map(PackageRef::getFQN)
                                                            .filter(uses::containsKey)
                                                            .filter(p -> !p.equals(own.getFQN()))
                                                            .collect(Collectors.toSet()));
                                }
                            });
            return new Room(name, layer, stays, exports, imports, uses);
        }
    }
}
