// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.List;

/** A piece of a template: text, a substitution, or a control sequence that may fail the rule. */
sealed interface Piece {

    /** Text as it stands. */
    record Text(String text) implements Piece {}

    /**
     * {@code $U}, {@code $0U}, {@code $1U}: user, without sub-address, sub-address with its plus.
     */
    record User(int which) implements Piece {}

    /** {@code $D}, {@code $nD}: matched part, without its leftmost labels. */
    record Matched(int without) implements Piece {}

    /** {@code $H}, {@code $nH}: unmatched left part, without its leftmost labels. */
    record Unmatched(int without) implements Piece {}

    /** {@code $L}: rest of a literal. */
    record LiteralRest() implements Piece {}

    /** {@code $&n}, {@code $!n}: n-th wildcard part from the left or from the right. */
    record Wildcard(int index, boolean fromRight) implements Piece {}

    /** {@code $*n}, {@code $#n}: n-th matched part from the left or from the right. */
    record MatchedPart(int index, boolean fromRight) implements Piece {}

    /** {@code $\ $^ $_}: case of what follows. */
    record Case(char how) implements Piece {}

    /** {@code $W}: a unique string. */
    record Unique() implements Piece {}

    /** {@code ${table,probe}}: a mapping; fails if nothing matches or {@code $N} is set. */
    record Mapping(String table, List<Piece> probe) implements Piece {}

    /** {@code $}domain,attribute{}: an attribute of a directory domain; fails if absent. */
    record DomainAttribute(List<Piece> domain, String attribute) implements Piece {}

    /** {@code $E $B $F $R $A $P $S $X}: fails unless the address is of this kind. */
    record Kind(char kind) implements Piece {}

    /** {@code $M $N $Q $C}: fails unless the channel is, or is not, this one. */
    record ChannelIs(char how, String channel) implements Piece {}

    /** {@code $V $Z}: fails unless the host is, or is not, a directory domain. */
    record DirectoryDomain(boolean wanted, List<Piece> host) implements Piece {}

    /** {@code $T}: the tag from now on. */
    record Tag(String tag) implements Piece {}

    /** {@code $?text}, {@code $nnn?text}: what to say if the rule fails from here on. */
    record FailureText(int code, String text) implements Piece {}
}
