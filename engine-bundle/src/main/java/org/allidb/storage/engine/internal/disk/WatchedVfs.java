package org.allidb.storage.engine.internal.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;

/** A file system whose calls are seen by a {@link DiskWatch}. Accesses to a mapping are no calls, and are not seen. */
final class WatchedVfs implements Vfs {

    private final Vfs files;
    private final DiskWatch watch;
    private final String directory;

    WatchedVfs(Vfs files, DiskWatch watch, String directory) {
        this.files = files;
        this.watch = watch;
        this.directory = directory;
    }

    @Override
    public VfsFile create(String name) throws IOException {
        DiskOperation operation = watch.begin("creation", directory, name);
        try {
            return new WatchedFile(files.create(name), watch, directory, name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public VfsFile open(String name) throws IOException {
        DiskOperation operation = watch.begin("opening", directory, name);
        try {
            return new WatchedFile(files.open(name), watch, directory, name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        DiskOperation operation = watch.begin("opening", directory, name);
        try {
            return new WatchedFile(files.openReadOnly(name), watch, directory, name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public VfsFile openForRandomReads(String name) throws IOException {
        DiskOperation operation = watch.begin("opening", directory, name);
        try {
            return new WatchedFile(files.openForRandomReads(name), watch, directory, name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public int readUnit(String name) {
        return files.readUnit(name);
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        DiskOperation operation = watch.begin("mapping", directory, name);
        try {
            return files.map(name, mode, offset, length, arena);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        DiskOperation operation = watch.begin("renaming", directory, from);
        try {
            files.rename(from, to);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void link(String existing, String link) throws IOException {
        DiskOperation operation = watch.begin("linking", directory, existing);
        try {
            files.link(existing, link);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public boolean linkInto(String existing, Vfs target, String link) throws IOException {
        DiskOperation operation = watch.begin("linking", directory, existing);
        try {
            return files.linkInto(existing, unwatched(target), link);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        DiskOperation operation = watch.begin("deletion", directory, name);
        try {
            files.delete(name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void createDirectory(String name) throws IOException {
        DiskOperation operation = watch.begin("creation", directory, name);
        try {
            files.createDirectory(name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        DiskOperation operation = watch.begin("deletion", directory, name);
        try {
            files.deleteDirectory(name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public List<String> list(String name) throws IOException {
        DiskOperation operation = watch.begin("listing", directory, name);
        try {
            return files.list(name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public FileKind kind(String name) throws IOException {
        DiskOperation operation = watch.begin("look-up", directory, name);
        try {
            return files.kind(name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public long size(String name) throws IOException {
        DiskOperation operation = watch.begin("look-up", directory, name);
        try {
            return files.size(name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public void syncDirectory(String name) throws IOException {
        DiskOperation operation = watch.begin("sync", directory, name);
        try {
            files.syncDirectory(name);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public long failedSyncs(String name) {
        return files.failedSyncs(name);
    }

    @Override
    public void syncPath() throws IOException {
        DiskOperation operation = watch.begin("sync", directory, "");
        try {
            files.syncPath();
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        DiskOperation operation = watch.begin("locking", directory, name);
        try {
            return files.lock(name, holder);
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public long usableSpace() throws IOException {
        DiskOperation operation = watch.begin("look-up", directory, "");
        try {
            return files.usableSpace();
        } finally {
            watch.end(operation);
        }
    }

    @Override
    public Vfs in(String name) {
        Vfs inside = files.in(name);
        String path = name.isEmpty() ? directory : directory + name + "/";
        return new WatchedVfs(inside, watch, inside instanceof FencedVfs fenced ? fenced.sharing(path) : path);
    }

    /** Returns the file system that does the work: two can share a file only if they know each other. */
    static Vfs unwatched(Vfs files) {
        return files instanceof WatchedVfs watched ? watched.files : files;
    }
}
