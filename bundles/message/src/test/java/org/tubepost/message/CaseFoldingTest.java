// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Texts without regard to case. */
class CaseFoldingTest {

    @Test
    void everyCharacterIsFoldedAsEqualsIgnoreCaseComparesIt() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                String text = Character.toString(c);
                String folded = CaseFolding.folded(text);
                assertThat(folded).hasSameSizeAs(text);
                assertThat(folded.equalsIgnoreCase(text)).as(text).isTrue();
                for (int other : new int[] {Character.toUpperCase(c), Character.toLowerCase(c)}) {
                    assertThat(CaseFolding.folded(Character.toString(other))).isEqualTo(folded);
                }
            }
        }
    }

    @Test
    void theLastSigmaIsASigma() {
        assertThat(CaseFolding.folded("\u039f\u0394\u039f\u03a3"))
                .isEqualTo(CaseFolding.folded("\u03bf\u03b4\u03bf\u03c2"))
                .isEqualTo("\u03bf\u03b4\u03bf\u03c3");
    }

    @Property
    void aTextMayBeFoldedInPieces(@ForAll String text, @ForAll int where) {
        char[] chars = (text + "\ud801\udc00").toCharArray();
        int at = Math.floorMod(where, chars.length);
        char before = at == 0 ? 0 : chars[at - 1];
        CaseFolding.fold(chars, 0, at, (char) 0);
        CaseFolding.fold(chars, at, chars.length, before);
        assertThat(new String(chars)).isEqualTo(CaseFolding.folded(text + "\ud801\udc00"));
    }
}
