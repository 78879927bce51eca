// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the directory engine. */
@ObjectClassDefinition(
        name = "Tubepost directory",
        description = "Where domains, users and groups are and how long answers are kept.")
@interface DirectorySettings {

    @AttributeDefinition(description = "Name of the directory back end to ask.")
    String source() default "ldap";

    @AttributeDefinition(
            description =
                    "Schema of the directory: 2; 1 for a tree of domains beside the tree of"
                            + " organisations; compatibility for Schema 2 with both trees.")
    String schema() default "2";

    @AttributeDefinition(description = "Base of the tree with organisations, users and groups.")
    String baseDn() default "o=tubepost";

    @AttributeDefinition(description = "Base of the tree of domains (Schema 1 and compatibility).")
    String dcRoot() default "o=internet";

    @AttributeDefinition(
            description =
                    "What is done for a name below a domain, as a sum: 1 the domain above is taken"
                            + " for it, 2 its addresses are those of the domain above, too.")
    int domainUplevel() default 0;

    @AttributeDefinition(
            description =
                    "Whether domains that only users have (msgVanityDomain) are looked for; each"
                            + " domain that is not ours costs one search more.")
    boolean vanityDomains() default false;

    @AttributeDefinition(
            description =
                    "Characters that may stand between name and domain in a login; a domain's"
                            + " domainUidSeparator stands before them.")
    String loginSeparators() default "@";

    @AttributeDefinition(
            description = "Domain of logins and addresses without one; empty to have none.")
    String defaultDomain() default "";

    @AttributeDefinition(
            description =
                    "Whether groups count for rights on folders that name a user (uniqueMember);"
                            + " then a login by IMAP costs one search more. Those that the user's"
                            + " entry names (aclGroupAddr) always count.")
    boolean staticGroups() default true;

    @AttributeDefinition(description = "How long an answer is kept, in seconds.")
    int cacheSeconds() default 300;

    @AttributeDefinition(description = "How long the answer 'does not exist' is kept, in seconds.")
    int negativeCacheSeconds() default 30;

    @AttributeDefinition(description = "How many answers of each kind are kept.")
    int cacheEntries() default 100_000;

    @AttributeDefinition(
            description =
                    "Form in which new passwords are stored: SSHA512, SSHA256, PBKDF2-SHA256,"
                            + " ARGON2 or BCRYPT. If the directory server checks passwords, it must"
                            + " know the form.")
    String passwordScheme() default "SSHA512";

    @AttributeDefinition(
            description =
                    "Store beside it what logins with SCRAM need, in authPassword, which the schema"
                            + " of the server must have.")
    boolean scramVerifiers() default true;

    @AttributeDefinition(
            description =
                    "Group of the administrators of the platform, relative to baseDn. Its members"
                            + " may provision everything.")
    String administratorGroup() default "cn=Service Administrators,ou=Groups";

    @AttributeDefinition(
            description =
                    "Group of the administrators of a domain, relative to the entry above its"
                            + " users. Its members may provision users, groups and resources of the"
                            + " domain.")
    String domainAdministratorGroup() default "cn=Domain Administrators,ou=Groups";
}
