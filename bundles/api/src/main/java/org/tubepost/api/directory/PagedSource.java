// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A back end that can hand over a long answer page by page, so that nobody holds all of it. */
@ConsumerType
public interface PagedSource extends DirectorySource {

    /** Takes entries as they come. */
    interface PageVisitor {

        /** Takes the next entries. */
        void page(List<DirectoryRecord> entries) throws DirectoryUnavailableException;
    }

    /**
     * Visits the entries that match, in pages (RFC 2696). When a server goes away between two pages
     * the visit may begin again: entries may come twice.
     */
    void search(SearchRequest request, PageVisitor visitor) throws DirectoryUnavailableException;
}
