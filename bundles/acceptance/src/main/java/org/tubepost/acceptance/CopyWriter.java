// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.tubepost.acceptance.CopyTraits.ListChanges;
import org.tubepost.api.message.Content;
import org.tubepost.message.ContentEdits;
import org.tubepost.message.HeaderEditor;
import org.tubepost.message.TextFrame;

/**
 * Writes the copy for some recipients: header and texts as lists and access tables want them. The
 * body is shared with all other copies.
 */
final class CopyWriter {
    private CopyWriter() {}

    /** The copy; the caller closes it. */
    static Content write(Content content, Copies.Copy copy) throws IOException {
        Content edited = edited(content, copy);
        if (copy.traits().fields().isEmpty()) {
            return edited;
        }
        ByteArrayOutputStream prefix = new ByteArrayOutputStream();
        copy.traits()
                .fields()
                .forEach(
                        line ->
                                field(
                                        line,
                                        (name, body) ->
                                                prefix.writeBytes(
                                                        HeaderEditor.field(name, body).array())));
        Content longer = edited.withHeader(ByteBuffer.wrap(prefix.toByteArray()));
        edited.close();
        return longer;
    }

    private static Content edited(Content content, Copies.Copy copy) throws IOException {
        List<ListChanges> lists = copy.traits().lists();
        if (lists.isEmpty() && copy.reversal().isEmpty()) {
            return content.retain();
        }
        HeaderEditor editor = HeaderEditor.of(content);
        editor.addresses((kind, address) -> copy.reversal().getOrDefault(address, address));
        for (ListChanges list : lists) {
            editor.remove(
                    list.trimmed().stream()
                            .filter(CopyWriter::mayBeTrimmed)
                            .collect(Collectors.toSet()));
            list.added().forEach(line -> field(line, editor::append));
            if (!list.subjectTag().isEmpty()) {
                editor.tagSubject(list.subjectTag());
            }
        }
        ContentEdits edits = new ContentEdits(content);
        if (editor.isChanged()) {
            edits.header(editor.octets());
        }
        return edits.insert(TextFrame.around(content, prefix(lists), suffix(lists))).apply();
    }

    /** Without the fields of MIME the body could not be read any more. */
    private static boolean mayBeTrimmed(String name) {
        return !name.startsWith("content-") && !name.equals("mime-version");
    }

    private static void field(String line, BiConsumer<String, String> to) {
        int colon = line.indexOf(':');
        if (colon > 0) {
            to.accept(line.substring(0, colon), line.substring(colon + 1));
        }
    }

    private static String prefix(List<ListChanges> lists) {
        return lists.stream()
                .map(ListChanges::prefix)
                .filter(t -> !t.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** The innermost list's text comes first. */
    private static String suffix(List<ListChanges> lists) {
        String all = "";
        for (ListChanges list : lists) {
            if (!list.suffix().isEmpty()) {
                all = all.isEmpty() ? list.suffix() : list.suffix() + "\n" + all;
            }
        }
        return all;
    }
}
