package org.allidb.storage.engine.internal.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;

/**
 * A file system whose changes pass a {@link Fence}; reads always pass. What is written into a mapping is no call and
 * passes too. So a part that maps for writing (the log) is closed before the directory is released. Counts the syncs of
 * directories that fail, for all of its views.
 */
public final class FencedVfs implements Vfs {

    private final Vfs files;
    private final Fence fence;
    private final DirectorySyncs syncs;
    /** Where this view begins, with a slash at the end; empty for the root. */
    private final String path;

    /**
     * Creates a fenced file system.
     *
     * @param files does the work
     * @param fence is asked before every change
     */
    public FencedVfs(Vfs files, Fence fence) {
        this(files, fence, new DirectorySyncs(), "");
    }

    private FencedVfs(Vfs files, Fence fence, DirectorySyncs syncs, String path) {
        this.files = files;
        this.fence = fence;
        this.syncs = syncs;
        this.path = path;
    }

    @Override
    public VfsFile create(String name) throws IOException {
        fence.enter();
        try {
            return new FencedFile(files.create(name), fence);
        } finally {
            fence.exit();
        }
    }

    @Override
    public VfsFile open(String name) throws IOException {
        fence.enter();
        try {
            return new FencedFile(files.open(name), fence);
        } finally {
            fence.exit();
        }
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        return files.openReadOnly(name);
    }

    @Override
    public VfsFile openForRandomReads(String name) throws IOException {
        return files.openForRandomReads(name);
    }

    @Override
    public int readUnit(String name) {
        return files.readUnit(name);
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        if (mode == MapMode.READ) {
            return files.map(name, mode, offset, length, arena);
        }
        fence.enter();
        try {
            return files.map(name, mode, offset, length, arena);
        } finally {
            fence.exit();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change(() -> files.rename(from, to));
    }

    @Override
    public void link(String existing, String link) throws IOException {
        change(() -> files.link(existing, link));
    }

    @Override
    public boolean linkInto(String existing, Vfs target, String link) throws IOException {
        fence.enter();
        try {
            return target instanceof FencedVfs other
                    ? other.linkHere(files, existing, link)
                    : files.linkInto(existing, target, link);
        } finally {
            fence.exit();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        change(() -> files.delete(name));
    }

    @Override
    public void createDirectory(String name) throws IOException {
        change(() -> files.createDirectory(name));
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        change(() -> files.deleteDirectory(name));
    }

    @Override
    public List<String> list(String name) throws IOException {
        return files.list(name);
    }

    @Override
    public FileKind kind(String name) throws IOException {
        return files.kind(name);
    }

    @Override
    public long size(String name) throws IOException {
        return files.size(name);
    }

    @Override
    public void syncDirectory(String name) throws IOException {
        change(() -> syncs.sync(pathOf(name), () -> files.syncDirectory(name)));
    }

    @Override
    public long failedSyncs(String name) {
        return syncs.failed(pathOf(name));
    }

    @Override
    public void syncPath() throws IOException {
        change(files::syncPath);
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        return files.lock(name, holder);
    }

    @Override
    public long usableSpace() throws IOException {
        return files.usableSpace();
    }

    @Override
    public Vfs in(String name) {
        return new FencedVfs(files.in(name), fence, syncs, pathOf(name));
    }

    /** Returns a path: the text of this view's own, if that is equal, so that many views share it. */
    String sharing(String equal) {
        return path.equals(equal) ? path : equal;
    }

    /** Returns the path of a directory, the same for all views. */
    private String pathOf(String name) {
        return name.isEmpty() ? path : path + name + "/";
    }

    private boolean linkHere(Vfs source, String existing, String link) throws IOException {
        fence.enter();
        try {
            return source.linkInto(existing, WatchedVfs.unwatched(files), link);
        } finally {
            fence.exit();
        }
    }

    private void change(Change change) throws IOException {
        fence.enter();
        try {
            change.run();
        } finally {
            fence.exit();
        }
    }

    /** A change of the directory. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }
}
