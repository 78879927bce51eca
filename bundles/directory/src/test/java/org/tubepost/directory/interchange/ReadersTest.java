// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.directory.interchange.TextRecord.Action;

/** LDIF and CSV, from octets to records and back. */
@Timeout(60)
class ReadersTest {

    private static ByteArrayInputStream octets(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<TextRecord> all(RecordReader reader)
            throws MalformedTextException, IOException {
        List<TextRecord> records = new ArrayList<>();
        for (Optional<TextRecord> r = reader.next(); r.isPresent(); r = reader.next()) {
            records.add(r.get());
        }
        return records;
    }

    private static AttributeChange change(String attribute, Operation operation, String... values) {
        return new AttributeChange(attribute, operation, List.of(values));
    }

    @Test
    void entriesOfLdifHaveFoldedLinesCommentsAndBase64() throws Exception {
        String text =
                """
                version: 1
                # a comment
                  that goes on

                dn: uid=ada,o=example
                uid: ada
                description: one lo
                 ng value
                cn:: w4lsb8Ovc2U=

                dn:: dWlkPWJvYixvPWV4YW1wbGU=\r
                uid: bob\r
                """;
        List<TextRecord> records = all(new LdifReader(octets(text)));
        assertThat(records)
                .extracting(TextRecord::dn)
                .containsExactly("uid=ada,o=example", "uid=bob,o=example");
        assertThat(records.get(0).line()).isEqualTo(5);
        assertThat(records.get(0).changes())
                .extracting(TextRecord.Change::change)
                .containsExactly(
                        change("uid", Operation.ADD, "ada"),
                        change("description", Operation.ADD, "one long value"),
                        change("cn", Operation.ADD, "Éloïse"));
        assertThat(records.get(0).whereIs("CN").line()).isEqualTo(9);
        assertThat(records.get(0).whereIs("cn").column()).isEqualTo(6);
        assertThat(records.get(1).changes().get(0).change().values()).containsExactly("bob");
    }

    @Test
    void changesOfLdifAddTakeAndReplace() throws Exception {
        String text =
                """
                dn: uid=ada,o=example
                changetype: modify
                add: mailAlternateAddress
                mailAlternateAddress: a@example.org
                mailAlternateAddress: b@example.org
                -
                delete: description
                -
                replace: mailQuota
                mailQuota: 2G
                -

                dn: uid=bob,o=example
                changetype: delete
                """;
        List<TextRecord> records = all(new LdifReader(octets(text)));
        assertThat(records)
                .extracting(TextRecord::action)
                .containsExactly(Action.MODIFY, Action.DELETE);
        assertThat(records.get(0).changes())
                .extracting(TextRecord.Change::change)
                .containsExactly(
                        change(
                                "mailAlternateAddress",
                                Operation.ADD,
                                "a@example.org",
                                "b@example.org"),
                        change("description", Operation.REMOVE),
                        change("mailQuota", Operation.REPLACE, "2G"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    uid: ada|1|1|begins with dn:
                    dn: o=x~changetype: modrdn~newrdn: o=y|2|13|changetype is add, modify or delete
                    dn: o=x~jpegPhoto:< file:///etc/passwd|2|13|values at URLs are not read
                    dn: o=x~cn:: !!!|2|6|is no base64
                    dn: o=x~no colon here|2|1|expected name: value
                    dn: o=x~b?d: x|2|1|is no name of an attribute
                    dn: o=x|1|1|no attributes
                    dn: o=x~changetype: delete~o: x|1|1|a deletion has no attributes
                    dn: o=x~changetype: modify~move: o|3|1|expected add:, delete: or replace:
                    dn: o=x~changetype: modify~add: o~cn: y|4|1|expected o: or a line with -
                    dn: o=x~control: 1.2.3|2|1|controls are not supported
                    """)
    void malformedLdifIsRefusedWithItsPlaceAndTheNextRecordIsRead(
            String text, long line, long column, String reason) throws Exception {
        LdifReader reader =
                new LdifReader(octets(text.replace('~', '\n') + "\n\ndn: o=next\no: next\n"));
        MalformedTextException refused =
                catchThrowableOfType(MalformedTextException.class, reader::next);
        assertThat(refused).hasMessageContaining(reason);
        assertThat(refused.line()).isEqualTo(line);
        assertThat(refused.column()).isEqualTo(column);
        assertThat(all(reader)).extracting(TextRecord::dn).containsExactly("o=next");
    }

    @Test
    void cellsOfCsvHaveQuotationMarksBarsAndPlaces() throws Exception {
        String text =
                "uid,mail,description,inetCOS\r\n"
                        + "ada,ada@example.org,\"a \"\"b\"\",\nc\",gold|si\\|lver\r\n"
                        + "bob,bob@example.org,,\n";
        List<TextRecord> records = all(new CsvReader(octets(text)));
        assertThat(records.get(0).changes())
                .extracting(TextRecord.Change::change)
                .containsExactly(
                        change("uid", Operation.ADD, "ada"),
                        change("mail", Operation.ADD, "ada@example.org"),
                        change("description", Operation.ADD, "a \"b\",\nc"),
                        change("inetCOS", Operation.ADD, "gold", "si|lver"));
        assertThat(records.get(0).whereIs("mail").column()).isEqualTo(5);
        assertThat(records.get(0).whereIs("inetcos").line()).isEqualTo(3);
        assertThat(records.get(1).line()).isEqualTo(4);
        assertThat(records.get(1).changes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    uid,uid~x,y|1|5|stands twice
                    uid,b d~x,y|1|5|is no name of an attribute
                    uid,mail~ada~bob,b@x.org|2|1|1 cells, and the first line has 2
                    uid,mail~ada,a@x,y~bob,b@x.org|2|9|3 cells, and the first line has 2
                    uid,mail~"ada"x,a@x~bob,b@x.org|2|6|expected a comma
                    """)
    void malformedCsvIsRefusedWithItsPlace(String text, long line, long column, String reason) {
        CsvReader reader = new CsvReader(octets(text.replace('~', '\n')));
        MalformedTextException refused =
                catchThrowableOfType(MalformedTextException.class, reader::next);
        assertThat(refused).hasMessageContaining(reason);
        assertThat(refused.line()).isEqualTo(line);
        assertThat(refused.column()).isEqualTo(column);
    }

    @Test
    void quotationMarkThatIsNotClosedIsToldWhereItIs() {
        CsvReader reader = new CsvReader(octets("uid,cn\nada,\"Ada\nbob,Bob\n"));
        MalformedTextException refused =
                catchThrowableOfType(MalformedTextException.class, reader::next);
        assertThat(refused).hasMessage("the quotation mark is not closed");
        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused.column()).isEqualTo(5);
    }

    @Test
    void octetsThatAreNoUtf8AreRefused() {
        byte[] ldif = "dn: o=x\no: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        MalformedTextException refused =
                catchThrowableOfType(
                        MalformedTextException.class,
                        () -> new LdifReader(new ByteArrayInputStream(ldif)).next());
        assertThat(refused).hasMessage("is no UTF-8");
        assertThat(refused.line()).isEqualTo(2);
    }

    @Test
    void whatIsWrittenIsReadAsItWas() throws Exception {
        String alphabet = "aé :<\\|,\"\n\r\t ü€z#";
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            StringBuilder value = new StringBuilder("x");
            for (int i = random.nextInt(120); i > 0; i--) {
                value.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = value.substring(random.nextInt(2)) + "y";
            DirectoryRecord entry =
                    new DirectoryRecord(
                            "cn=a\\,b,o=example",
                            Map.of("objectClass", List.of("top"), "cn", List.of(text, "b")));
            ByteArrayOutputStream ldif = new ByteArrayOutputStream();
            EntryWriter writer = new EntryWriter(ldif);
            writer.ldifHeader();
            writer.ldif(entry);
            writer.flush();
            TextRecord read =
                    all(new LdifReader(new ByteArrayInputStream(ldif.toByteArray()))).get(0);
            assertThat(read.dn()).isEqualTo(entry.dn());
            assertThat(read.changes().get(1).change().values()).containsExactly(text);
            ByteArrayOutputStream csv = new ByteArrayOutputStream();
            EntryWriter second = new EntryWriter(csv);
            second.csvHeader(List.of("dn", "cn"));
            second.csv(entry, List.of("dn", "cn"));
            second.flush();
            TextRecord row = all(new CsvReader(new ByteArrayInputStream(csv.toByteArray()))).get(0);
            assertThat(row.dn()).isEqualTo(entry.dn());
            assertThat(row.changes().get(0).change().values()).containsExactly(text, "b");
        }
    }

    @Test
    void anyOctetsAreReadToTheirEnd() throws Exception {
        String alphabet = "dn: o=x\n\n-:,\"\r changetype: modify\nadd: a\na: b|\\";
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            byte[] octets = new byte[random.nextInt(200)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] =
                        random.nextInt(20) == 0
                                ? (byte) random.nextInt(256)
                                : (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            drain(new LdifReader(new ByteArrayInputStream(octets)), octets.length);
            drain(new CsvReader(new ByteArrayInputStream(octets)), octets.length);
        }
    }

    private static void drain(RecordReader reader, int octets) throws IOException {
        int records = 0;
        boolean more = true;
        while (more) {
            try {
                more = reader.next().isPresent();
            } catch (MalformedTextException malformed) {
                assertThat(malformed.line()).isPositive();
                assertThat(malformed.column()).isPositive();
            }
            assertThat(records++).isLessThanOrEqualTo(octets + 2);
        }
    }
}
