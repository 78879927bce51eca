// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

/**
 * A mailbox that was opened.
 *
 * @param uidValidity 0 if the server has told none
 * @param uidNext 0 if the server has told none
 * @param exists number of messages
 */
public record RemoteMailbox(long uidValidity, long uidNext, long exists) {}
