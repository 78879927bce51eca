// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.api.store.QuotaPolicy;

/**
 * What the administrator decided about quotas.
 *
 * @param policy what everybody may know
 * @param texts what owners are told by mail
 * @param status the directory is told of owners who get no more mail
 */
record QuotaRules(QuotaPolicy policy, WarningTexts texts, boolean status) {

    /** Nothing is limited. */
    static final QuotaRules NONE = new QuotaRules(QuotaPolicy.NONE, WarningTexts.NONE, false);

    /** From how many percent on a mailbox counts as nearly full. */
    int floor() {
        return policy.warnPercent() < 100 ? policy.warnPercent() : QuotaJudge.UNWARNED_PERCENT;
    }
}
