// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

/**
 * One rewrite rule of {@code imta.cnf} as written.
 *
 * @param pattern left side
 * @param template right side
 * @param location where it stands
 */
public record RewriteRule(String pattern, String template, SourceLocation location) {}
