// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of logins by certificate. */
@ObjectClassDefinition(
        name = "Tubepost certificates of users",
        description = "How the user of a client certificate is found.")
@interface CertificateSettings {

    @AttributeDefinition(
            description =
                    "Ways to find the user, tried in this order: email (an e-mail address of the"
                            + " certificate is the user's), uid (UID of the subject is the login),"
                            + " subject (an attribute of the user holds the subject). A domain's"
                            + " inetDomainCertMap says which of them hold for its users.")
    String[] mapping() default {"email"};

    @AttributeDefinition(description = "Attribute of users that holds the subject.")
    String subjectAttribute() default "certSubjectDN";

    @AttributeDefinition(
            description = "Base of the search for the subject, as a distinguished name.")
    String searchBase() default "o=tubepost";
}
