// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

/** Reads numbers from settings. */
final class Numbers {
    private Numbers() {}

    static int read(
            SettingsFile.Setting setting, int least, int most, int otherwise, Problems problems) {
        try {
            int value = Integer.parseInt(setting.value());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            problems.error(
                    setting.location(),
                    setting.name() + ": '" + setting.value() + "' is no number");
            return otherwise;
        }
        problems.error(
                setting.location(), setting.name() + " must be between " + least + " and " + most);
        return otherwise;
    }
}
