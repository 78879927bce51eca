// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.config.SourceLocation;

/** Reads from the settings of a service how TLS is spoken on its ports. */
final class ListenerTls {
    static final String CLIENT_CERTIFICATE = "TLS_CLIENT_CERTIFICATE";
    static final String TRUST_FILE = "TLS_TRUST_FILE";
    static final String PROFILE = "TLS_PROFILE";
    static final String PROTOCOLS = "TLS_PROTOCOLS";
    static final String CIPHERS = "TLS_CIPHERS";

    /** Settings that are read here. */
    static final Set<String> NAMES =
            Set.of(CLIENT_CERTIFICATE, TRUST_FILE, PROFILE, PROTOCOLS, CIPHERS);

    private final Map<String, SettingsFile.Setting> settings;
    private final Problems problems;

    ListenerTls(Map<String, SettingsFile.Setting> settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /**
     * What they say.
     *
     * @param section where the service begins
     */
    ServerTls read(SourceLocation section) {
        SettingsFile.Setting trust = settings.get(TRUST_FILE);
        ServerTls.ClientCertificates clients =
                one(
                        CLIENT_CERTIFICATE,
                        ServerTls.ClientCertificates.class,
                        ServerTls.ClientCertificates.NONE);
        if (trust == null && clients != ServerTls.ClientCertificates.NONE) {
            problems.error(
                    settings.get(CLIENT_CERTIFICATE).location(),
                    CLIENT_CERTIFICATE + " needs " + TRUST_FILE);
        }
        SSLParameters known = known();
        return new ServerTls(
                clients,
                trust == null || clients == ServerTls.ClientCertificates.NONE ? "" : trust.value(),
                one(PROFILE, ServerTls.Profile.class, ServerTls.Profile.MODERN),
                list(PROTOCOLS, known.getProtocols()),
                list(CIPHERS, known.getCipherSuites()),
                trust == null ? section : trust.location());
    }

    private <E extends Enum<E>> E one(String name, Class<E> type, E otherwise) {
        SettingsFile.Setting setting = settings.get(name);
        if (setting == null) {
            return otherwise;
        }
        try {
            return Enum.valueOf(type, setting.value().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            problems.error(
                    setting.at(0), name + " is one of " + Arrays.toString(type.getEnumConstants()));
            return otherwise;
        }
    }

    /** Names separated by commas or blanks; each must be one that Java knows. */
    private List<String> list(String name, String[] known) {
        SettingsFile.Setting setting = settings.get(name);
        if (setting == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        int index = 0;
        for (String word : setting.value().split("[, ]", -1)) {
            if (!word.isEmpty()) {
                if (!Arrays.asList(known).contains(word)) {
                    problems.error(
                            setting.at(index), name + ": '" + word + "' is not known to Java");
                }
                names.add(word);
            }
            index += word.length() + 1;
        }
        if (names.isEmpty()) {
            problems.error(setting.location(), name + " is empty");
        }
        return names;
    }

    private static SSLParameters known() {
        try {
            return SSLContext.getDefault().getSupportedSSLParameters();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
