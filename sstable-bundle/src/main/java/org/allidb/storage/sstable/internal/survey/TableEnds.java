package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.Optional;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;
import org.allidb.storage.sstable.internal.format.common.TableFooter;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.read.TableBytes;

/**
 * The two ends of a table, as they are in the file.
 *
 * @param header its first bytes; zeros where the file is shorter
 * @param footer the footer, if it is intact, whichever table's it is
 */
record TableEnds(byte[] header, Optional<TableFooter> footer) {

    /** Reads both ends. */
    static TableEnds read(TableBytes bytes) throws IOException {
        byte[] header = new byte[TableHeader.BYTES];
        bytes.read(0, header, 0, (int) Math.min(header.length, bytes.size()));
        if (bytes.size() < TableHeader.BYTES + TableFooter.BYTES) {
            return new TableEnds(header, Optional.empty());
        }
        byte[] tail = new byte[(int) Math.min(TableFooter.MAX_BYTES, bytes.size())];
        bytes.read(bytes.size() - tail.length, tail, 0, tail.length);
        return new TableEnds(header, TableFooter.decode(tail));
    }

    /** Returns the identity by the name and the directory; for a file that is elsewhere, by its content. */
    TableIdentity identity(InspectedFile file) {
        if (file.generation() > 0) {
            return new TableIdentity(file.generation(), file.number());
        }
        return TableHeader.version(header) > 0
                ? new TableIdentity(LittleEndian.getLong(header, 16), LittleEndian.getLong(header, 24))
                : footer.map(TableFooter::identity).orElse(new TableIdentity(0, file.number()));
    }
}
