// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the mail log that are not part of the mail configuration. */
@ObjectClassDefinition(
        name = "Tubepost mail log",
        description = "Where records of what happens to mail are kept, how and for how long.")
@interface MailLogSettings {

    @AttributeDefinition(description = "Folder of the files; empty for log in the home.")
    String directory() default "";

    @AttributeDefinition(
            description =
                    "text for records in the classic form, json for one JSON object a line, both"
                            + " for JSON in mail.json_* beside the text.")
    String format() default "text";

    @AttributeDefinition(
            description = "Most records that wait in memory; beyond it they are only counted.")
    int queueLimit() default 65_536;

    @AttributeDefinition(
            description = "Size in mebibytes at which a new file is begun before midnight.")
    int fileMebibytes() default 256;

    @AttributeDefinition(description = "Days after which a dated file is deleted.")
    int retentionDays() default 14;

    @AttributeDefinition(
            description =
                    "Most mebibytes of all files of a kind; the oldest dated ones are deleted.")
    int totalMebibytes() default 4_096;
}
