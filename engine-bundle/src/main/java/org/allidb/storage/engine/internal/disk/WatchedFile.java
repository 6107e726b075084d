package org.allidb.storage.engine.internal.disk;

import java.io.IOException;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.FlightSpan;
import org.allidb.storage.spi.vfs.VfsFile;

/** An open file whose calls are seen by a {@link DiskWatch}. */
final class WatchedFile implements VfsFile {

    private final VfsFile file;
    private final DiskWatch watch;
    private final String directory;
    private final String name;
    private final boolean log;

    WatchedFile(VfsFile file, DiskWatch watch, String directory, String name) {
        this.file = file;
        this.watch = watch;
        this.directory = directory;
        this.name = name;
        this.log = directory.endsWith(DiskWatch.LOG_DIRECTORY + "/");
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        DiskOperation operation = watch.begin("read", directory, name);
        try {
            return file.read(position, target, offset, length);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        DiskOperation operation = watch.begin("write", directory, name);
        try {
            file.write(position, source, offset, length);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void writeZeros(long from, long to) throws IOException {
        DiskOperation operation = watch.begin("write", directory, name);
        try {
            file.writeZeros(from, to);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void sync() throws IOException {
        DiskOperation operation = watch.begin("sync", directory, name);
        FlightSpan span = FlightRecorder.sync();
        long start = watch.times().now();
        if (log) {
            watch.times().logSyncBegins(start);
        }
        try {
            file.sync();
        } finally {
            watch.end(operation);
            watch.times().syncedSince(start);
            if (log) {
                watch.times().logSyncedSince(start);
            }
            span.end(name, 0, 0);
        }
    }

    @Override
    public void setSize(long size) throws IOException {
        DiskOperation operation = watch.begin("resizing", directory, name);
        try {
            file.setSize(size);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public long size() throws IOException {
        DiskOperation operation = watch.begin("look-up", directory, name);
        try {
            return file.size();
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void close() throws IOException {
        DiskOperation operation = watch.begin("closing", directory, name);
        try {
            file.close();
        } finally {
            watch.end(operation);
        }
    }
}
