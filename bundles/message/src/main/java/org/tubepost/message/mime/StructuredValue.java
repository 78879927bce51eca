// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.ParserCursor;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ByteSequence;
import org.apache.james.mime4j.util.ContentUtil;
import org.apache.james.mime4j.util.MimeParameterMapping;

/**
 * The body of a {@code Content-Type} or {@code Content-Disposition} field: a value and parameters
 * (RFC 2045 section 5.1, RFC 2183), continued and encoded parameters joined (RFC 2231). Broken
 * fields are read as far as they make sense; reading never fails.
 *
 * @param value lower case, without comments; may be empty
 * @param parameters by lower-case name, in the order of the field; of a name that occurs twice the
 *     first one counts
 */
public record StructuredValue(String value, Map<String, String> parameters) {

    /** Keeps the order of the parameters. */
    public StructuredValue {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Reads an unfolded or folded field body. */
    public static StructuredValue parse(String body) {
        ByteSequence bytes = ContentUtil.encode(StandardCharsets.UTF_8, body);
        ParserCursor all = new ParserCursor(0, bytes.length());
        RawBody raw = RawFieldParser.DEFAULT.parseRawBody(bytes, all);
        MimeParameterMapping joined = new MimeParameterMapping();
        Map<String, String> parameters = new LinkedHashMap<>();
        for (NameValuePair pair : raw.getParams()) {
            if (pair.getName() == null || pair.getValue() == null) {
                continue;
            }
            String name = pair.getName().toLowerCase(Locale.ROOT);
            if (name.indexOf('*') >= 0) {
                joined.addParameter(name, pair.getValue());
            } else {
                parameters.putIfAbsent(name, pair.getValue());
            }
        }
        joined.getParameters().forEach(parameters::put);
        String value = raw.getValue() == null ? "" : raw.getValue();
        return new StructuredValue(value.trim().toLowerCase(Locale.ROOT), parameters);
    }

    /** A parameter by its lower-case name. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** True when the value has the form {@code type/subtype} of RFC 2045. */
    public boolean isMediaType() {
        int slash = value.indexOf('/');
        return slash > 0
                && slash < value.length() - 1
                && value.indexOf('/', slash + 1) < 0
                && value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
