// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the message store. */
@ObjectClassDefinition(
        name = "Tubepost message store",
        description = "Where mailboxes are kept, and what a new user gets.")
@interface StoreSettings {

    @AttributeDefinition(
            description = "Folder of the log and its index; empty for data/store in the home.")
    String directory() default "";

    @AttributeDefinition(description = "Partition of users whose entry names none.")
    String defaultPartition() default "primary";

    @AttributeDefinition(
            description = "Folders that every user gets besides INBOX, as NAME=SPECIAL-USE.")
    String[] specialFolders() default {
        "Drafts=\\Drafts", "Sent=\\Sent", "Trash=\\Trash", "Junk=\\Junk", "Archive=\\Archive"
    };

    @AttributeDefinition(
            description = "How long a request waits for a partition that is being replaced.")
    int partitionWaitSeconds() default 20;

    @AttributeDefinition(
            description = "How long the stop of a partition waits for requests that are using it.")
    int partitionDrainSeconds() default 10;

    @AttributeDefinition(
            description =
                    "Time between checkpoints: what a start after a crash has to replay, and how"
                            + " soon the room of expunged messages is given back.")
    int checkpointSeconds() default 30;

    @AttributeDefinition(description = "Memory for mailboxes that nobody has open.")
    int memoryMegabytes() default 64;

    @AttributeDefinition(description = "Memory for pages of the derived index.")
    int indexCacheMegabytes() default 32;

    @AttributeDefinition(
            description = "Size of the log from which on old history is replaced by images.")
    int logMegabytes() default 256;

    @AttributeDefinition(description = "Size of one file of the log.")
    int segmentMegabytes() default 32;

    @AttributeDefinition(
            description =
                    "False to count what users keep but to deliver everything, however full their"
                            + " mailboxes are.")
    boolean quotaEnforcement() default true;

    @AttributeDefinition(
            description =
                    "Octets that a user without mailQuota may keep, with K, M or G behind the"
                            + " number; -1 for no limit.")
    String defaultMailboxQuota() default "-1";

    @AttributeDefinition(
            description = "Messages that a user without mailMsgQuota may keep; -1 for no limit.")
    String defaultMessageQuota() default "-1";

    @AttributeDefinition(
            description =
                    "How long mail to a full mailbox waits; then it is refused for good. It"
                            + " measures how long the mailbox has been full.")
    int quotaGraceHours() default 120;

    @AttributeDefinition(
            description =
                    "Percent of a quota from which on a user is warned, also in IMAP; 100 for no"
                            + " warnings.")
    int quotaWarnPercent() default 90;

    @AttributeDefinition(
            description =
                    "True to accept mail until a mailbox is over its quota, one message too many.")
    boolean quotaOverdraft() default false;

    @AttributeDefinition(description = "True to warn users by mail; needs quotaMessage.")
    boolean quotaNotification() default false;

    @AttributeDefinition(
            description =
                    "The warning: header fields with a Subject at least, $$, and the text; a single"
                            + " $ is a new line. [ID], [DISKUSAGE], [NUMMSG], [PERCENT], [QUOTA]"
                            + " and [MSGQUOTA] are replaced. Empty for none.")
    String quotaMessage() default "";

    @AttributeDefinition(
            description =
                    "The warning in other languages, as LANGUAGE=TEXT, for users whose"
                            + " preferredLanguage it is.")
    String[] quotaMessageTranslations() default {};

    @AttributeDefinition(description = "Days between two warnings of one user.")
    int quotaMessageDays() default 7;

    @AttributeDefinition(
            description =
                    "True to set mailUserStatus to overquota when a full mailbox had to refuse a"
                            + " message, so that mail is refused before it is queued, and back to"
                            + " active when there is room again.")
    boolean overQuotaStatus() default false;

    @AttributeDefinition(
            description =
                    "Kinds of messages as MEDIA-TYPE=KEYWORD ROOT, for instance"
                            + " multipart/voice-message=$Voice voice: messages of that type get the"
                            + " keyword when they come, and mailQuota may limit them as #ROOT.")
    String[] messageTypes() default {};

    @AttributeDefinition(
            description =
                    "How long messages that were expunged, also by expiry, are kept so that"
                            + " store:expunged-restore can put them back; 0 to let go of them at"
                            + " once.")
    int keepExpungedHours() default 2;

    @AttributeDefinition(
            description =
                    "True to have all users of a folder share \\Seen; false to have everybody but the"
                            + " folder's owner read for themselves.")
    boolean shareFlags() default false;

    @AttributeDefinition(
            description =
                    "Folder of the log's second copy, best on another volume; empty for log-copy"
                            + " beside the log, none for no copy.")
    String logCopyDirectory() default "";

    @AttributeDefinition(description = "Hours between snapshots of the derived index; 0 for none.")
    int snapshotHours() default 24;

    @AttributeDefinition(
            description =
                    "Owner of the public folders, which clients see as Shared Folders/FOLDER: the"
                            + " owner's id, without domain in the default domain; empty for none.")
    String publicFolders() default "";

    @AttributeDefinition(
            description = "True if only administrators may give rights on folders to anyone.")
    boolean restrictAnyone() default false;

    @AttributeDefinition(
            description =
                    "True if only administrators may give rights on folders of users to others than"
                            + " users and groups of the same domain.")
    boolean restrictDomain() default false;

    @AttributeDefinition(description = "How many snapshots are kept.")
    int snapshotsKept() default 3;
}
