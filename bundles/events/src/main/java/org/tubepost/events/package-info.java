// SPDX-License-Identifier: Apache-2.0

/** Changes told over the OSGi event bus. */
package org.tubepost.events;
