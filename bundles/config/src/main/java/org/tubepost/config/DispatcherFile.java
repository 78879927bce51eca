// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.config.TlsMode;

/**
 * {@code dispatcher.cnf}: a {@code [SERVICE=name]} section for each service with its ports
 * (reference page mta-essentials, "Runtime"). The port offset and the bind address of the instance
 * come from the launcher.
 */
final class DispatcherFile {
    private static final Set<String> POINTLESS =
            Set.of(
                    "MIN_PROCS",
                    "MAX_PROCS",
                    "MIN_CONNS",
                    "MAX_LIFE_CONNS",
                    "MAX_LIFE_TIME",
                    "MAX_SHUTDOWN",
                    "HISTORICAL_TIME",
                    "IMAGE",
                    "LOGFILE",
                    "STACKSIZE",
                    "USER",
                    "BACKLOG");

    private static final Set<String> LATER = Set.of("ENABLE_RBL", "DNS_VERIFY_DOMAIN");
    private static final Set<String> KNOWN =
            Set.of(
                    "PORT",
                    "TLS_PORT",
                    "PROTOCOL",
                    "TLS",
                    "INTERFACE_ADDRESS",
                    "MAX_CONNS",
                    "MAX_CONNS_PER_ADDRESS",
                    "MAX_SESSIONS_PER_ACCOUNT",
                    "DOMAIN_ALLOWED",
                    "DOMAIN_NOT_ALLOWED",
                    "MAX_IDLE_TIME",
                    "WAIT_FOR_PROTOCOL");

    private final Problems problems;
    private final int portOffset;
    private final String bindAddress;
    private final List<ListenerDefinition> listeners = new ArrayList<>();
    private final Map<String, SettingsFile.Setting> global = new HashMap<>();

    DispatcherFile(SettingsFile file, int portOffset, String bindAddress, Problems problems) {
        this.problems = problems;
        this.portOffset = portOffset;
        this.bindAddress = bindAddress;
        file.globals().stream().filter(this::counts).forEach(s -> global.put(s.name(), s));
        for (SettingsFile.Section section : file.sections()) {
            if (section.kind().equals("SERVICE")) {
                service(section);
            } else if (!section.kind().isEmpty()) {
                problems.error(section.location(), "unknown section [" + section.kind() + "=…]");
            }
        }
    }

    List<ListenerDefinition> listeners() {
        return listeners;
    }

    /** True for a setting that listeners have; others are told of. */
    private boolean counts(SettingsFile.Setting setting) {
        String name = setting.name();
        if (POINTLESS.contains(name)) {
            problems.warning(
                    setting.location(),
                    name + " has no effect here: there is one process, threads are shared");
        } else if (LATER.contains(name)) {
            problems.warning(setting.location(), name + " is not in force yet");
        } else if (!isKnown(name)) {
            problems.error(setting.location(), "unknown setting " + name);
        }
        return isKnown(name);
    }

    private static boolean isKnown(String name) {
        return KNOWN.contains(name) || ListenerTls.NAMES.contains(name);
    }

    private void service(SettingsFile.Section section) {
        Map<String, SettingsFile.Setting> own = new HashMap<>(global);
        Map<String, String> parameters = new HashMap<>();
        for (SettingsFile.Setting setting : section.settings()) {
            if (setting.name().equals("PARAMETER")) {
                parameter(setting, parameters);
            } else if (counts(setting)) {
                own.put(setting.name(), setting);
            }
        }
        String name = section.name().toUpperCase(Locale.ROOT);
        ServerTls tls = new ListenerTls(own, problems).read(section.location());
        ports(name, section, own, "PORT", "STARTTLS", parameters, tls);
        ports(name, section, own, "TLS_PORT", "IMPLICIT", parameters, tls);
        if (!own.containsKey("PORT") && !own.containsKey("TLS_PORT")) {
            problems.error(
                    section.location(), "service " + name + " has neither PORT nor TLS_PORT");
        }
    }

    private void ports(
            String name,
            SettingsFile.Section section,
            Map<String, SettingsFile.Setting> own,
            String key,
            String defaultTls,
            Map<String, String> parameters,
            ServerTls serverTls) {
        SettingsFile.Setting ports = own.get(key);
        if (ports == null) {
            return;
        }
        String tls = key.equals("PORT") ? text(own, "TLS", defaultTls) : defaultTls;
        TlsMode mode;
        try {
            mode = TlsMode.valueOf(tls.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            problems.error(own.get("TLS").location(), "TLS is NONE, STARTTLS or IMPLICIT");
            return;
        }
        for (String port : ports.value().split(",", -1)) {
            listeners.add(
                    new ListenerDefinition(
                            name,
                            text(own, "PROTOCOL", name).toLowerCase(Locale.ROOT),
                            text(own, "INTERFACE_ADDRESS", bindAddress),
                            port(ports, port.strip()),
                            mode,
                            number(own, "MAX_CONNS", 4000, 1, 1_000_000),
                            number(own, "MAX_CONNS_PER_ADDRESS", 1000, 1, 1_000_000),
                            number(
                                    own,
                                    "MAX_SESSIONS_PER_ACCOUNT",
                                    ListenerDefinition.DEFAULT_SESSIONS_PER_ACCOUNT,
                                    1,
                                    1_000_000),
                            number(own, "MAX_IDLE_TIME", 600, 1, 86_400),
                            number(own, "WAIT_FOR_PROTOCOL", 30, 0, 3_600),
                            parameters,
                            serverTls,
                            filters(own, "DOMAIN_ALLOWED"),
                            filters(own, "DOMAIN_NOT_ALLOWED"),
                            section.location()));
        }
    }

    private static Optional<ListenerDefinition.FilterText> filters(
            Map<String, SettingsFile.Setting> own, String name) {
        return Optional.ofNullable(own.get(name))
                .map(s -> new ListenerDefinition.FilterText(s.value(), s.at(0)));
    }

    private int port(SettingsFile.Setting setting, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535 - portOffset) {
                return port == 0 ? 0 : port + portOffset;
            }
        } catch (NumberFormatException notANumber) {
            problems.error(setting.location(), "'" + text + "' is no port");
            return 0;
        }
        problems.error(
                setting.location(),
                "port " + text + " with the offset " + portOffset + " is out of range");
        return 0;
    }

    private void parameter(SettingsFile.Setting setting, Map<String, String> parameters) {
        for (String one : setting.value().split(",", -1)) {
            int equals = one.indexOf('=');
            if (equals < 1) {
                problems.error(setting.location(), "expected PARAMETER=NAME=value");
            } else {
                String name = one.substring(0, equals).strip().toUpperCase(Locale.ROOT);
                String value = one.substring(equals + 1).strip();
                parameters.put(
                        name, name.equals("CHANNEL") ? value.toLowerCase(Locale.ROOT) : value);
            }
        }
    }

    private static String text(
            Map<String, SettingsFile.Setting> own, String name, String otherwise) {
        SettingsFile.Setting setting = own.get(name);
        return setting == null ? otherwise : setting.value();
    }

    private int number(
            Map<String, SettingsFile.Setting> own,
            String name,
            int otherwise,
            int least,
            int most) {
        SettingsFile.Setting setting = own.get(name);
        return setting == null
                ? otherwise
                : Numbers.read(setting, least, most, otherwise, problems);
    }
}
