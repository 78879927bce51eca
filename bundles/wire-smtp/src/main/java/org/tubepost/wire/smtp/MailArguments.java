// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.DsnRequest.Returned;
import org.tubepost.api.message.Requirement;

/** Reads the parameters of MAIL: RFC 1870, 6152, 6531, 3461, 4954. */
final class MailArguments {
    private static final int LONGEST_ENVELOPE_ID = 100;

    private final Set<Requirement> requirements = EnumSet.noneOf(Requirement.class);
    private long size;
    private Returned returned = Returned.UNSPECIFIED;
    private String envelopeId = "";
    private String submitter;

    private MailArguments() {}

    static MailArguments parse(String text) throws CommandSyntaxException {
        MailArguments arguments = new MailArguments();
        for (Map.Entry<String, String> entry : Parameters.parse(text).entrySet()) {
            arguments.take(entry.getKey(), entry.getValue());
        }
        return arguments;
    }

    boolean utf8() {
        return requirements.contains(Requirement.SMTPUTF8);
    }

    Optional<String> submitter() {
        return Optional.ofNullable(submitter);
    }

    MailParameters toParameters() {
        return new MailParameters(size, requirements, new DsnRequest(returned, envelopeId));
    }

    private void take(String keyword, String value) throws CommandSyntaxException {
        switch (keyword) {
            case "SIZE" -> takeSize(value);
            case "BODY" -> takeBody(value);
            case "SMTPUTF8" -> {
                if (!value.isEmpty()) {
                    throw Parameters.bad(keyword);
                }
                requirements.add(Requirement.SMTPUTF8);
            }
            case "RET" -> takeReturned(value);
            case "ENVID" -> {
                envelopeId = Xtext.decode(value).orElseThrow(() -> Parameters.bad("ENVID"));
                boolean printable = envelopeId.chars().allMatch(c -> c >= ' ' && c < 0x7f);
                if (envelopeId.isEmpty() || value.length() > LONGEST_ENVELOPE_ID || !printable) {
                    throw Parameters.bad(keyword);
                }
            }
            case "AUTH" ->
                    submitter = Xtext.decode(value).orElseThrow(() -> Parameters.bad("AUTH"));
            default -> throw Parameters.unknown(keyword);
        }
    }

    private void takeSize(String value) throws CommandSyntaxException {
        if (!value.matches("\\d{1,20}")) {
            throw Parameters.bad("SIZE");
        }
        size = value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value);
    }

    private void takeBody(String value) throws CommandSyntaxException {
        switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> requirements.remove(Requirement.EIGHT_BIT);
            case "8BITMIME" -> requirements.add(Requirement.EIGHT_BIT);
            case "BINARYMIME" -> requirements.add(Requirement.BINARY);
            default -> throw Parameters.bad("BODY");
        }
    }

    private void takeReturned(String value) throws CommandSyntaxException {
        returned =
                switch (value.toUpperCase(Locale.ROOT)) {
                    case "FULL" -> Returned.FULL;
                    case "HDRS" -> Returned.HEADERS;
                    default -> throw Parameters.bad("RET");
                };
    }
}
