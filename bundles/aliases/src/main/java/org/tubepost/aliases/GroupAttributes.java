// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tubepost.aliases.Clause.Condition;
import org.tubepost.aliases.MailingList.Moderation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.message.ReversePath;

/**
 * Reads a group of the directory into a {@link MailingList} (reference page directory-schema,
 * section 4.3). The order of the checks is the seed's: who is named decides before the domain does.
 * A value that cannot be read permits nobody and is told.
 */
final class GroupAttributes {
    private final Group group;
    private final DirectoryRecord record;
    private final Consumer<String> wrong;
    private final Set<String> policy;

    private GroupAttributes(Group group, Consumer<String> wrong) {
        this.group = group;
        this.record = group.attributes();
        this.wrong = wrong;
        this.policy =
                record.all("mgrpBroadcasterPolicy").stream()
                        .flatMap(v -> Arrays.stream(v.strip().split("[,\\s]+")))
                        .map(v -> v.toUpperCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The list that a group is.
     *
     * @param anyClause whether one permission is enough where the group does not say
     * @param wrong told which values cannot be read
     */
    static MailingList read(Group group, boolean anyClause, Consumer<String> wrong) {
        return new GroupAttributes(group, wrong).list(anyClause);
    }

    /** URLs that yield members; those that cannot be read are left out. */
    static List<String> memberUrls(Group group) {
        DirectoryRecord record = group.attributes();
        return Stream.concat(record.all("memberURL").stream(), record.all("mgrpDeliverTo").stream())
                .map(String::strip)
                .filter(GroupAttributes::isReadable)
                .distinct()
                .toList();
    }

    private static boolean isReadable(String url) {
        try {
            SearchRequest.ofUrl(url);
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private MailingList list(boolean anyClause) {
        Destinations moderators =
                Destinations.of(
                        record.all("mgrpModerator"), t -> wrong.accept("mgrpModerator " + t));
        boolean redirects =
                record.all("mgrpMsgRejectAction").stream()
                        .anyMatch(v -> v.strip().equalsIgnoreCase("toModerator"));
        List<Clause> moderating =
                moderators.isEmpty()
                        ? List.of()
                        : List.of(
                                Clause.permit(
                                        "mgrpModerator",
                                        new Condition.Senders(senders("mgrpModerator"))));
        Moderation moderation =
                redirects && !moderators.isEmpty()
                        ? Moderation.REFUSED_POSTS
                        : moderators.isEmpty() ? Moderation.NONE : Moderation.ALL_POSTS;
        return new MailingList(
                clauses(),
                policy.contains("OR") || anyClause && !policy.contains("AND"),
                loginDemanded() || policy.contains("SMTP_AUTH_USED"),
                moderators,
                moderating,
                moderation,
                List.of(),
                rejectText(),
                traffic(),
                "");
    }

    private boolean loginDemanded() {
        return policy.contains("SMTP_AUTH_REQUIRED") || policy.contains("AUTH_REQ");
    }

    /** One line of printable ASCII: the text goes into SMTP replies. */
    private String rejectText() {
        return Stream.of("mgrpMsgRejectText", "mailRejectText")
                .flatMap(a -> record.all(a).stream())
                .flatMap(v -> v.lines().limit(1))
                .map(v -> v.replaceAll("[^ -~]", "?").strip())
                .filter(v -> !v.isEmpty())
                .findFirst()
                .orElse("");
    }

    private List<Clause> clauses() {
        List<Clause> clauses = new ArrayList<>();
        if (loginDemanded()) {
            clauses.add(Clause.deny("mgrpBroadcasterPolicy", new Condition.Anonymous()));
        }
        if (policy.stream().anyMatch(p -> p.startsWith("PASSW")) && password().isEmpty()) {
            clauses.add(
                    Clause.deny(
                            "mgrpBroadcasterPolicy",
                            new Condition.Everybody("a password is demanded and none is set")));
        }
        if (has("mgrpDisallowedBroadcaster")) {
            clauses.add(
                    Clause.deny(
                            "mgrpDisallowedBroadcaster",
                            new Condition.Senders(senders("mgrpDisallowedBroadcaster"))));
        }
        if (has("mgrpAllowedBroadcaster")) {
            clauses.add(
                    new Clause(
                            "mgrpAllowedBroadcaster",
                            true,
                            true,
                            new Condition.Senders(senders("mgrpAllowedBroadcaster"))));
        }
        if (has("mgrpDisallowedDomain")) {
            clauses.add(Clause.deny("mgrpDisallowedDomain", domains("mgrpDisallowedDomain")));
        }
        if (has("mgrpAllowedDomain")) {
            clauses.add(Clause.permit("mgrpAllowedDomain", domains("mgrpAllowedDomain")));
        }
        return clauses;
    }

    private String password() {
        return record.first("mgrpAuthPassword").orElse("").strip();
    }

    private boolean has(String attribute) {
        return !record.all(attribute).isEmpty();
    }

    private SenderSet senders(String attribute) {
        return SenderSet.of(record.all(attribute), t -> wrong.accept(attribute + " " + t));
    }

    private Condition domains(String attribute) {
        return new Condition.Domains(
                record.all(attribute).stream().map(v -> new Glob(v.strip())).toList());
    }

    private Traffic traffic() {
        Traffic.Building traffic = new Traffic.Building();
        errorsTo(traffic);
        traffic.password(password());
        if (has("owner")) {
            traffic.owned();
        }
        record.first("mgrpMsgMaxSize").ifPresent(v -> limit(traffic, "mgrpMsgMaxSize", v, 1));
        record.first("mailMsgMaxBlocks")
                .ifPresent(v -> limit(traffic, "mailMsgMaxBlocks", v, ListParameters.BLOCK));
        headers(traffic);
        traffic.tag(record.first("mgrpListTag").or(() -> record.first("mgrpAddTag")).orElse(""));
        traffic.texts(text("mgrpMsgPrefixText"), text("mgrpMsgSuffixText"));
        return traffic.build();
    }

    private void errorsTo(Traffic.Building traffic) {
        String value = group.errorsTo().strip();
        if (value.equals("/")) {
            traffic.sender(ReversePath.NULL);
        } else if (!value.isEmpty()) {
            AddressKeys.read(value)
                    .ifPresentOrElse(
                            a -> traffic.sender(ReversePath.of(a)),
                            () -> wrong.accept("mgrpErrorsTo is no address: " + value));
        }
    }

    private void limit(Traffic.Building traffic, String attribute, String value, int unit) {
        try {
            long number = Math.multiplyExact(Long.parseLong(value.strip()), unit);
            if (number > 0) {
                traffic.sizeLimit(number);
            }
        } catch (NumberFormatException | ArithmeticException malformed) {
            wrong.accept(attribute + " is no size: " + value);
        }
    }

    private void headers(Traffic.Building traffic) {
        for (String line : record.all("mgrpAddHeader")) {
            if (Traffic.fieldName(line).isEmpty()) {
                wrong.accept("mgrpAddHeader is no header line: " + line);
            } else {
                traffic.add(line);
            }
        }
        for (String value : record.all("mgrpRemoveHeader")) {
            String field = value.strip();
            String name = Traffic.fieldName(field.endsWith(":") ? field : field + ":");
            if (name.isEmpty()) {
                wrong.accept("mgrpRemoveHeader is no header field: " + value);
            } else {
                traffic.trim(name);
            }
        }
    }

    private String text(String attribute) {
        return String.join("\n", record.all(attribute));
    }
}
