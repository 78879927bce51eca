// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of keys and certificates. */
@ObjectClassDefinition(
        name = "Tubepost TLS",
        description =
                "Certificates of the server and whom its clients trust. Without settings a"
                        + " self-signed pair is made in data/tls.")
@interface TlsSettings {

    @AttributeDefinition(
            description =
                    "PEM file with the certificate and its chain, or a PKCS#12 file with key and"
                            + " chain (.p12, .pfx); empty for data/tls/certificate.pem.")
    String certificateFile() default "";

    @AttributeDefinition(
            description =
                    "PEM file with the private key (PKCS#8, PKCS#1 or SEC 1); empty when it is in"
                            + " the certificate file.")
    String keyFile() default "";

    @AttributeDefinition(
            description =
                    "File whose first line is the password of the key or of the PKCS#12 file.")
    String passwordFile() default "";

    @AttributeDefinition(
            description =
                    "Folder with further pairs, NAME.pem (certificate and key in one or with"
                            + " NAME.key beside it) or NAME.p12, chosen by the names in the"
                            + " certificates; empty for data/tls/names.")
    String namesDirectory() default "";

    @AttributeDefinition(
            description =
                    "PEM file with certificates to trust beside those that Java trusts, when we"
                            + " are the client.")
    String trustFile() default "";

    @AttributeDefinition(
            description = "Name in the self-signed certificate; empty for this host's name.")
    String hostName() default "";

    @AttributeDefinition(description = "Key of the self-signed certificate: EC or RSA.")
    String selfSignedKey() default "EC";

    @AttributeDefinition(description = "How often the files are looked at for changes.")
    int pollSeconds() default 5;
}
