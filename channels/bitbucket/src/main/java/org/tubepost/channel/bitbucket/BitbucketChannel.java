// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.bitbucket;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Reply;

/** Throws every message away and says that it did. */
@Component(property = Channel.PROGRAM + "=bitbucket")
public final class BitbucketChannel implements Channel {
    private static final Reply THROWN_AWAY = Reply.of(250, "2.0.0", "thrown away as configured");

    @Override
    public List<Outcome> deliver(Delivery delivery) {
        return delivery.envelope().recipients().stream()
                .<Outcome>map(
                        r -> new Outcome.Delivered(r, THROWN_AWAY, "", Outcome.Action.DELIVERED))
                .toList();
    }
}
