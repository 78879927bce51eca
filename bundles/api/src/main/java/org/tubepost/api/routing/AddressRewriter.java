// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import org.osgi.annotation.versioning.ConsumerType;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;

/**
 * A rewrite engine: turns an address into a route by the rules of a generation. The one with the
 * highest service ranking is used; {@value #NAME} lets others be asked by name. Implementations
 * compile a generation once and are called from many threads at once; a rule that asks the
 * directory may block.
 */
@ConsumerType
public interface AddressRewriter {

    /** Service property: name of the engine. */
    String NAME = "rewriter.name";

    /** Rewrites an address. */
    Route rewrite(MailAddress address, RewriteContext context);

    /**
     * Whether an address in a header field may come out differently under a configuration. Where
     * not, nobody reads the header for it. Does not block.
     */
    boolean mayChangeHeaders(Generation generation);
}
