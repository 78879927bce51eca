// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.hold;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Reply;

/** Keeps every message until an administrator releases it. */
@Component(property = Channel.PROGRAM + "=hold")
public final class HoldChannel implements Channel {
    private static final Reply KEPT = Reply.of(250, "2.0.0", "kept until it is released");

    @Override
    public List<Outcome> deliver(Delivery delivery) {
        return delivery.envelope().recipients().stream()
                .<Outcome>map(r -> new Outcome.Held(r, KEPT, ""))
                .toList();
    }
}
