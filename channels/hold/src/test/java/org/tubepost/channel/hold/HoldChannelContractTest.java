// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.hold;

import org.tubepost.api.channel.Channel;
import org.tubepost.testkit.ChannelContract;

class HoldChannelContractTest extends ChannelContract {
    private final HoldChannel channel = new HoldChannel();

    @Override
    protected Channel channel() {
        return channel;
    }
}
