// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.directory.ProvisioningException;

/** Values of attributes, each for itself. */
class ValueRulesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    uid|ada
                    uid|a.byron-1_x
                    mail|ada@example.org
                    mailAlternateAddress|@example.org
                    mailHost|store1.example.org
                    mailQuota|-1
                    mailQuota|-2
                    mailQuota|0
                    mailQuota|4096G
                    mailQuota|2G;#fax%200M;Records%10G
                    mailMsgQuota|20000;#voice%300
                    mailMsgMaxBlocks|800
                    vacationStartDate|20280229000000Z
                    mailUserStatus|Hold
                    mailUserStatus|unused
                    inetDomainStatus|deleted
                    mailDeliveryOption|members_offline
                    mailAutoReplyMode|echo
                    mailAllowedServiceAccess|+imaps:ALL$+pops:ALL$-smtp:.example.org
                    uniqueMember|uid=ada\\,x,ou=People,o=example.org
                    memberURL|ldap:///o=example.org??sub?(uid=*)
                    aclGroupAddr|Staff@example.org
                    aclGroupAddr|staff
                    carLicense|anything at all
                    """)
    void correctValueIsAccepted(String attribute, String value) {
        assertThatCode(() -> ValueRules.check(attribute, List.of(value)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    uid|a%b|position 2
                    uid|a*b|position 2
                    uid|a?b|position 2
                    uid|a&b|position 2
                    uid|a/b|position 2
                    uid|a:b|position 2
                    uid|a\\b|position 2
                    uid|a b|position 2
                    uid|a,b|position 2
                    uid|-ada|reserved
                    uid|group=x|reserved
                    uid|Anyone|reserved
                    aclGroupAddr|staff@other.example@example.org|is no group
                    aclGroupAddr|two words@example.org|is no group
                    aclGroupAddr|@example.org|is no group
                    mail|ada|has no domain
                    mail|ada@@example.org|is no address
                    mail|@example.org|is no address
                    mailAlternateAddress|@bad host.org|no full name
                    mailForwardingAddress|x@|is no address
                    mailHost|store1|no full name
                    mailHost|-a.example.org|no full name
                    mailHost|a..example.org|no full name
                    mailMessageStore|../etc|is no name
                    mailQuota|10T|is no quota
                    mailQuota|-3|is no quota
                    mailQuota|4097G|too large
                    mailQuota|2G;Archive|FOLDER%QUOTA
                    mailQuota|2G;%10G|FOLDER%QUOTA
                    mailQuota|2G;Archive%lots|is no quota
                    mailMsgMaxBlocks|-1|is no number
                    vacationStartDate|20270229000000Z|is no time
                    vacationStartDate|2027-01-01|is no time
                    vacationEndDate|20270101256000Z|is no time
                    inetUserStatus|actve|none of active
                    inetUserStatus|unused|none of active
                    mailUserStatus|gone|none of active
                    inetDomainStatus|hold|none of active
                    mailDomainStatus|unused|none of active
                    inetMailGroupStatus|overquota|none of active
                    mailDeliveryOption|mailbx|none of autoreply
                    mailAutoReplyMode|shout|none of echo
                    mailAutoReplyTimeOut|a week|is no number
                    mailAllowedServiceAccess|imap:ALL|access rules
                    uniqueMember|ada@example.org|no distinguished name
                    memberURL|http://example.org/|no LDAP URL
                    memberURL|ldap:///??sub?(uid=*)|names no base
                    """)
    void wrongValueIsRefusedWithAttributeAndReason(String attribute, String value, String reason) {
        ProvisioningException refused =
                catchThrowableOfType(
                        ProvisioningException.class,
                        () -> ValueRules.check(attribute, List.of(value)));
        assertThat(refused).as("%s: %s", attribute, value).isNotNull();
        assertThat(refused.attribute()).isEqualTo(attribute);
        assertThat(refused).hasMessageContaining(attribute + ": '" + value + "'");
        assertThat(refused).hasMessageContaining(reason);
    }

    @Test
    void attributesWithOneValueHaveNoSecond() {
        for (String attribute : List.of("mail", "uid", "mailQuota", "mailHost", "inetUserStatus")) {
            ProvisioningException refused =
                    catchThrowableOfType(
                            ProvisioningException.class,
                            () -> ValueRules.check(attribute, List.of("a", "b")));
            assertThat(refused).hasMessage(attribute + ": has one value, not 2");
        }
    }

    @Test
    void emptyValuesAreRefused() {
        for (String value : List.of("", "  ", "a\0b")) {
            ProvisioningException refused =
                    catchThrowableOfType(
                            ProvisioningException.class,
                            () -> ValueRules.check("description", List.of(value)));
            assertThat(refused).hasMessageContaining("empty or has a NUL");
        }
    }
}
