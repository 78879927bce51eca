// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

/**
 * How far a connection is on the way to its end. Each of these only ever becomes true; read by any
 * thread.
 */
final class Ending {
    /** Nothing more is submitted; what was goes out. */
    volatile boolean sealed;

    /** The peer has ended its side. */
    volatile boolean inputEnded;

    /** The peer has said that it ends: it sends nothing more, unless it is the end of TLS. */
    volatile boolean goodbyeHeard;

    /** The socket is closed or will be at once. */
    volatile boolean gone;
}
