// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Map;

/**
 * What the administrator decided.
 *
 * @param defaultPartition for users who are not placed
 * @param specialFolders folders that every user gets, by name, with their special use
 */
record StoreRules(String defaultPartition, Map<String, String> specialFolders) {}
