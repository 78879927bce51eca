// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A command that an administrator has declared in a file {@code
 * etc/org.tubepost.channel.pipe.DeclaredCommand-NAME.cfg}. What is wrong with it keeps it from
 * being declared, and the log says what.
 */
@Component(service = DeclaredCommand.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CommandSettings.class, factory = true)
public final class DeclaredCommand {
    private final CommandSettings settings;
    private final List<String> arguments;

    /** Checks the settings. */
    @Activate
    public DeclaredCommand(CommandSettings settings) {
        this.settings = settings;
        if (!settings.name().equals(settings.name().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("name " + settings.name() + " is not lower case");
        }
        if (!settings.program().startsWith("/")) {
            throw new IllegalArgumentException(
                    "program of command " + settings.name() + " must be a path from the root");
        }
        if (settings.timeoutSeconds() < 1) {
            throw new IllegalArgumentException("timeoutSeconds must be at least 1");
        }
        this.arguments = ArgumentVector.split(settings.arguments());
        ArgumentVector.check(arguments);
    }

    CommandSettings settings() {
        return settings;
    }

    /** With their substitutions. */
    List<String> arguments() {
        return arguments;
    }
}
