// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.bitbucket;

import org.tubepost.api.channel.Channel;
import org.tubepost.testkit.ChannelContract;

class BitbucketChannelContractTest extends ChannelContract {
    private final BitbucketChannel channel = new BitbucketChannel();

    @Override
    protected Channel channel() {
        return channel;
    }
}
