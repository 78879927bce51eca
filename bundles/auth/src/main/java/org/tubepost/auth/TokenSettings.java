// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of logins by token. */
@ObjectClassDefinition(
        name = "Tubepost tokens",
        description = "Whose OAuth 2.0 access tokens (RFC 9068) are taken for a login.")
@interface TokenSettings {

    @AttributeDefinition(
            description = "Issuer, as the claim iss of its tokens has it; empty to take no tokens.")
    String issuer() default "";

    @AttributeDefinition(description = "This service, as the claim aud of the tokens has it.")
    String audience() default "";

    @AttributeDefinition(
            description =
                    "Keys of the issuer (RFC 7517): the name of a file, looked at again when it"
                            + " changes, or an https address.")
    String keys() default "";

    @AttributeDefinition(description = "Claim that has the user's login or mail address.")
    String userClaim() default "email";

    @AttributeDefinition(description = "Scope that a token must have to be taken; empty for none.")
    String scope() default "";

    @AttributeDefinition(
            description = "Signature algorithms that are taken; never one with a shared key.")
    String[] algorithms() default {"RS256", "ES256", "EdDSA"};

    @AttributeDefinition(description = "How long keys from an address are kept, in seconds.")
    int keysCacheSeconds() default 3600;

    @AttributeDefinition(
            description = "How far the clocks of issuer and server may be apart, in seconds.")
    int clockSkewSeconds() default 30;

    @AttributeDefinition(
            description =
                    "Address of the issuer's configuration (OpenID discovery) that a client is told"
                            + " after a failure; empty to tell none.")
    String discovery() default "";
}
