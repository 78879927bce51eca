// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.osgi.service.component.annotations.Component;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;

/**
 * Checks the arguments of the keywords that acceptance obeys, where the keyword table cannot: that
 * the channel to switch to exists, and that a policy has one of its numbers. Likewise the channel
 * that archives.
 */
@Component
public final class KeywordCheck implements GenerationUser {

    @Override
    public List<Problem> prepare(Generation candidate) {
        List<Problem> problems = new ArrayList<>();
        for (ChannelDefinition channel : candidate.channels().values()) {
            target(candidate, channel, "saslswitchchannel", problems);
            target(candidate, channel, "tlsswitchchannel", problems);
            number(channel, "missingrecipientpolicy", 6, problems);
            number(channel, "authrewrite", 2, problems);
        }
        archive(candidate, problems);
        return problems;
    }

    /** Copies for an archive that is not there would wait for ever. */
    private static void archive(Generation candidate, List<Problem> problems) {
        ArchiveRule.of(candidate)
                .channel()
                .filter(c -> candidate.channel(c).isEmpty())
                .ifPresent(
                        c ->
                                problems.add(
                                        new Problem(
                                                new SourceLocation("option.dat", 1, 1),
                                                Problem.Severity.ERROR,
                                                "option ARCHIVE_CHANNEL: there is no channel "
                                                        + c)));
    }

    private static void target(
            Generation generation,
            ChannelDefinition channel,
            String keyword,
            List<Problem> problems) {
        channel.keyword(keyword)
                .filter(k -> k.arguments().stream().noneMatch(generation.channels()::containsKey))
                .ifPresent(
                        k ->
                                add(
                                        k,
                                        "there is no channel " + String.join(" ", k.arguments()),
                                        problems));
    }

    private static void number(
            ChannelDefinition channel, String keyword, int most, List<Problem> problems) {
        OptionalInt number = Keywords.number(channel, keyword);
        channel.keyword(keyword)
                .filter(k -> number.isEmpty() || number.getAsInt() > most)
                .ifPresent(k -> add(k, "its argument is a number from 0 to " + most, problems));
    }

    private static void add(Keyword keyword, String text, List<Problem> problems) {
        problems.add(
                new Problem(
                        keyword.location(),
                        Problem.Severity.ERROR,
                        "keyword " + keyword.name() + ": " + text));
    }

    @Override
    public void activate(Generation generation) {
        // Nothing is kept: transactions read the rules of their own generation.
    }
}
