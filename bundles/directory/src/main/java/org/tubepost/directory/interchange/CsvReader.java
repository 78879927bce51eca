// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.directory.interchange.TextRecord.Action;

/**
 * Reads CSV: names of attributes in the first line, an entry in each other. Several values of a
 * cell stand between bars. The positions of cells are kept, for the sake of error messages.
 */
public final class CsvReader implements RecordReader {
    private final InputStream in;
    private List<String> header;
    private long line = 1;
    private long column = 1;
    private int ahead = -2;

    /** A cell, and where it begins. */
    private record Cell(long line, long column, String text) {}

    /** Reads from a stream, which the caller closes. */
    public CsvReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    @Override
    public Optional<TextRecord> next() throws MalformedTextException, IOException {
        if (header == null) {
            readHeader();
        }
        List<Cell> row = row();
        while (row.size() == 1 && row.get(0).text().isEmpty()) {
            row = row();
        }
        if (row.isEmpty()) {
            return Optional.empty();
        }
        long start = row.get(0).line();
        if (row.size() != header.size()) {
            Cell last = row.get(row.size() - 1);
            throw new MalformedTextException(
                    last.line(),
                    last.column(),
                    "%d cells, and the first line has %d".formatted(row.size(), header.size()));
        }
        String dn = "";
        List<TextRecord.Change> changes = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            if (header.get(i).equalsIgnoreCase("dn")) {
                dn = Cells.split(cell.text()).get(0);
            } else if (!cell.text().isEmpty()) {
                changes.add(
                        new TextRecord.Change(
                                cell.line(),
                                cell.column(),
                                new AttributeChange(
                                        header.get(i), Operation.ADD, Cells.split(cell.text()))));
            }
        }
        return Optional.of(new TextRecord(start, dn, Action.ADD, changes));
    }

    private void readHeader() throws MalformedTextException, IOException {
        header = List.of();
        Set<String> seen = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (Cell cell : row()) {
            String name = cell.text().strip();
            if (names.isEmpty() && name.startsWith("\ufeff")) {
                name = name.substring(1);
            }
            if (!name.matches("[A-Za-z][A-Za-z0-9-]*")) {
                throw new MalformedTextException(
                        cell.line(), cell.column(), "'" + name + "' is no name of an attribute");
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new MalformedTextException(
                        cell.line(), cell.column(), name + " stands twice");
            }
            names.add(name);
        }
        header = names;
    }

    /** The cells of the next row; none at the end. */
    private List<Cell> row() throws MalformedTextException, IOException {
        List<Cell> cells = new ArrayList<>();
        MalformedTextException wrong = null;
        if (peek() < 0) {
            return cells;
        }
        boolean more = true;
        while (more) {
            long startLine = line;
            long startColumn = column;
            try {
                byte[] octets = peek() == '"' ? quoted() : plain();
                cells.add(
                        new Cell(
                                startLine,
                                startColumn,
                                Octets.text(octets, startLine, startColumn)));
            } catch (MalformedTextException malformed) {
                wrong = wrong == null ? malformed : wrong;
                plain();
            }
            more = peek() == ',';
            if (more) {
                read();
            }
        }
        endOfRow();
        if (wrong != null) {
            throw wrong;
        }
        return cells;
    }

    private void endOfRow() throws IOException {
        if (peek() == '\r') {
            read();
        }
        if (peek() == '\n') {
            read();
        }
    }

    private byte[] plain() throws MalformedTextException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        while (peek() >= 0 && peek() != ',' && peek() != '\n' && peek() != '\r') {
            keep(octets, read());
        }
        return whole(octets);
    }

    private byte[] quoted() throws MalformedTextException, IOException {
        long startLine = line;
        long startColumn = column;
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        read();
        while (true) {
            int octet = read();
            if (octet < 0) {
                throw new MalformedTextException(
                        startLine, startColumn, "the quotation mark is not closed");
            }
            if (octet != '"') {
                keep(octets, octet);
            } else if (peek() == '"') {
                keep(octets, read());
            } else {
                break;
            }
        }
        if (peek() >= 0 && peek() != ',' && peek() != '\n' && peek() != '\r') {
            throw new MalformedTextException(
                    line, column, "expected a comma behind the quotation mark");
        }
        return whole(octets);
    }

    private static void keep(ByteArrayOutputStream octets, int octet) {
        if (octets.size() <= Octets.LONGEST) {
            octets.write(octet);
        }
    }

    private byte[] whole(ByteArrayOutputStream octets) throws MalformedTextException {
        if (octets.size() > Octets.LONGEST) {
            throw new MalformedTextException(line, column, "the cell is too long");
        }
        return octets.toByteArray();
    }

    private int peek() throws IOException {
        if (ahead == -2) {
            ahead = in.read();
        }
        return ahead;
    }

    private int read() throws IOException {
        int octet = peek();
        ahead = octet < 0 ? -1 : -2;
        if (octet == '\n') {
            line++;
            column = 1;
        } else if ((octet & 0xc0) != 0x80) {
            column++;
        }
        return octet;
    }
}
