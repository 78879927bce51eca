// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.api.security.AccessRequest;

/** Access tables that say what a test wants, and remember what they were asked. */
final class FakePolicy implements AccessPolicy {
    private final Map<String, AccessDecision> decisions = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Boolean> rehearsals = new ArrayList<>();

    /** Decision about {@code FROM}, {@code ORIGINAL address} or {@code EXPANDED address}. */
    void decide(String what, AccessDecision decision) {
        decisions.put(what, decision);
    }

    List<String> asked() {
        return asked;
    }

    List<Boolean> rehearsals() {
        return rehearsals;
    }

    @Override
    public AccessDecision connect(InetSocketAddress server, InetSocketAddress client, Trace trace) {
        return AccessDecision.PERMITTED;
    }

    @Override
    public AccessDecision sender(AccessRequest request) {
        asked.add("FROM " + request.origin().channel() + " " + request.sender());
        rehearsals.add(request.rehearsal());
        return decisions.getOrDefault("FROM", AccessDecision.PERMITTED);
    }

    @Override
    public AccessDecision recipient(
            AccessRequest request, Point point, String channel, String recipient) {
        asked.add(
                point
                        + " "
                        + request.origin().channel()
                        + "|"
                        + request.sender()
                        + "|"
                        + channel
                        + "|"
                        + recipient);
        rehearsals.add(request.rehearsal());
        return decisions.getOrDefault(point + " " + recipient, AccessDecision.PERMITTED);
    }
}
