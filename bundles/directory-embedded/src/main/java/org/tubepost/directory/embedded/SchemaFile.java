// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.InputStream;

/** Reads our schema, which is written for OpenLDAP's {@code cn=config}, beside the standard one. */
final class SchemaFile {
    private SchemaFile() {}

    static Schema read() throws IOException {
        try (InputStream file = SchemaFile.class.getResourceAsStream("tubepost.ldif");
                LDIFReader reader = new LDIFReader(file)) {
            Entry entry = reader.readEntry();
            Entry schema =
                    new Entry(
                            "cn=schema",
                            new Attribute("objectClass", "top", "ldapSubentry", "subschema"),
                            new Attribute("cn", "schema"),
                            new Attribute(
                                    "attributeTypes",
                                    entry.getAttributeValues("olcAttributeTypes")),
                            new Attribute(
                                    "objectClasses", entry.getAttributeValues("olcObjectClasses")));
            return Schema.mergeSchemas(Schema.getDefaultStandardSchema(), new Schema(schema));
        } catch (LDIFException | LDAPException malformed) {
            throw new IOException("schema file is damaged", malformed);
        }
    }
}
