// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.MailAddress;

/**
 * What a {@link Directory} that keeps answers may also be: for explaining where an answer came
 * from. Does not block, does not count as a look-up.
 */
@ProviderType
public interface DirectoryCache {

    /** True when {@link Directory#find} would answer from memory at this moment. */
    boolean holds(MailAddress address);
}
