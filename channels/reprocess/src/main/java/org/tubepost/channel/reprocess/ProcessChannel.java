// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.reprocess;

import java.io.IOException;
import java.time.Clock;
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
 * Sends a message through the door again as a submission of the house: its source channel is the
 * one that this program serves, nobody has logged in, and the time is now. So tables can permit to
 * the house what they refuse to the original sender. Envelope sender and wishes for notifications
 * stay the message's.
 */
@Component(property = Channel.PROGRAM + "=process")
public final class ProcessChannel implements Channel {
    private final Resubmission resubmission;
    private final Clock clock = Clock.systemUTC();

    /** Begins to watch for the door. */
    @Activate
    public ProcessChannel(BundleContext context) {
        resubmission = new Resubmission(context);
    }

    @Deactivate
    void close() {
        resubmission.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException {
        String cause = Resubmission.cause("process", delivery);
        Origin house = Origin.internal(delivery.channel().name(), clock.instant(), cause);
        return resubmission.send(delivery, house);
    }
}
