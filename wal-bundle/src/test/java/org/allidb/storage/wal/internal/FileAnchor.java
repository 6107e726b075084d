package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogAnchor;

/** An anchor in a file beside the segments, so that faults and power cuts hit both. */
final class FileAnchor implements LogAnchor {

    static final String FILE = "ANCHOR";

    private final EditLog edits;
    private Optional<byte[]> content;

    FileAnchor(Vfs files) throws IOException {
        edits = new EditLog(files, FILE, "ANCHORED", 1, 0, "the anchor");
        List<byte[]> found = edits.read();
        content = found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
        edits.settle(() -> content.orElseThrow());
    }

    @Override
    public String file() {
        return FILE;
    }

    @Override
    public Optional<byte[]> content() {
        return content;
    }

    @Override
    public void remember(byte[] bytes) throws IOException {
        edits.append(bytes, () -> bytes);
        content = Optional.of(bytes);
    }
}
