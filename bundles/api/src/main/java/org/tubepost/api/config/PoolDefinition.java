// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

/**
 * A pool of {@code job_controller.cnf}: how many deliveries may run at once in it.
 *
 * @param name upper case
 * @param jobLimit deliveries at once
 * @param location where it stands
 */
public record PoolDefinition(String name, int jobLimit, SourceLocation location) {}
