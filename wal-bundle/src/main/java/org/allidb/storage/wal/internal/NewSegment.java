package org.allidb.storage.wal.internal;

import java.io.IOException;
import org.allidb.storage.kernel.editlog.DurableNames;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * The plan of a segment: all that its creation needs, so that no lock is held over it.
 *
 * @param directory the log's directory
 * @param header its header, with a number that was never used before
 * @param name the name that it gets
 * @param unfinished the name of its file until then
 * @param reused whether the file exists with all its blocks
 * @param firstBytes bytes to allocate at once in a file that is new
 */
record NewSegment(
        Vfs directory, SegmentHeader header, String name, String unfinished, boolean reused, long firstBytes) {

    /**
     * Creates the segment. Its length, header and name are durable when this returns. It gets its name last: a segment whose
     * header is not intact was damaged. If this fails, a segment of that number may exist nevertheless, now or after a power
     * cut; it is not part of the log. Called once, by any thread.
     */
    LogSegment create() throws IOException {
        long allocated = reused ? header.fileBytes() : Math.min(header.fileBytes(), firstBytes);
        try (VfsFile made = reused ? directory.open(unfinished) : directory.create(unfinished)) {
            if (!reused) {
                made.setSize(header.fileBytes());
                made.writeZeros(SegmentHeader.LENGTH, allocated);
            }
            made.write(0, header.encode(), 0, SegmentHeader.LENGTH);
            made.sync();
        }
        DurableNames.change(directory, "", () -> directory.rename(unfinished, name));
        VfsFile file = directory.open(name);
        try {
            return new LogSegment(
                    header,
                    name,
                    file,
                    arena -> directory.map(name, Vfs.MapMode.READ_WRITE, 0, header.fileBytes(), arena),
                    allocated);
        } catch (RuntimeException | Error e) {
            try {
                file.close();
            } catch (IOException unclosed) {
                Failures.suppress(e, unclosed);
            }
            throw e;
        }
    }
}
