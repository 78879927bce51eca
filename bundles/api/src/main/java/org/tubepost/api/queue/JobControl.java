// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The job controller as administrators see it. */
@ProviderType
public interface JobControl {

    /** Every channel that has a program, with its figures. */
    List<ChannelJobs> jobs();

    /**
     * Delivers nothing more on a channel until {@link #start}; deliveries under way end.
     *
     * @return false if there is no such channel
     */
    boolean stop(String channel);

    /**
     * Delivers on a stopped channel again.
     *
     * @return false if there is no such channel
     */
    boolean start(String channel);

    /**
     * Figures of a channel at this moment.
     *
     * @param channel name
     * @param program name of its channel program
     * @param present true if a bundle offers that program now
     * @param stopped true after {@link JobControl#stop}
     * @param pool pool it runs in
     * @param jobLimit deliveries at once in that pool
     * @param active deliveries under way
     * @param waiting entries that are ready
     * @param delivered recipients delivered since start
     * @param deferred recipients deferred since start
     * @param failed recipients failed since start
     */
    record ChannelJobs(
            String channel,
            String program,
            boolean present,
            boolean stopped,
            String pool,
            int jobLimit,
            int active,
            long waiting,
            long delivered,
            long deferred,
            long failed) {}
}
