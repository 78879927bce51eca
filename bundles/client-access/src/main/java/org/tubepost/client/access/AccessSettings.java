// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of limits; client access filters stand in dispatcher.cnf and in the directory. */
@ObjectClassDefinition(
        name = "Tubepost client access",
        description = "How often an address may log in.")
@interface AccessSettings {

    @AttributeDefinition(
            description =
                    "Logins from one address within a minute, right or wrong; addresses of IPv6"
                            + " count by their /64 network. 0 for any number.")
    int loginsPerMinute() default 120;

    @AttributeDefinition(
            description =
                    "Clients that may log in as often as they like, in the words of client access"
                            + " filters: web mail servers and proxies.")
    String loginsUnlimited() default "127.0.0.0/8 ::1";
}
