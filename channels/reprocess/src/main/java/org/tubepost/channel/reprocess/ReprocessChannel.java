// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.reprocess;

import java.io.IOException;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Origin;

/**
 * Sends a message through the door again as its original submitter: from the channel on which it
 * came in and with the login that it had, so that all decisions fall as they did then. See {@link
 * Resubmission} for what is the same in the program {@code process}.
 */
@Component(property = Channel.PROGRAM + "=reprocess")
public final class ReprocessChannel implements Channel {
    private final Resubmission resubmission;

    /** Begins to watch for the door. */
    @Activate
    public ReprocessChannel(BundleContext context) {
        resubmission = new Resubmission(context);
    }

    @Deactivate
    void close() {
        resubmission.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException {
        return resubmission.send(delivery, origin(delivery));
    }

    private static Origin origin(Delivery delivery) {
        Origin original = delivery.envelope().origin();
        return original.again(original.received(), Resubmission.cause("reprocess", delivery));
    }
}
