package org.allidb.storage.tenant.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.function.LongSupplier;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;

/** A view of a tenant's directory that counts every byte. A file counts once for each of its names. Thread-safe. */
final class MeteredVfs implements Vfs {

    private final Vfs files;
    private final SpaceMeter meter;
    private final LongSupplier limit;
    private final Runnable usable;

    /**
     * Creates a metered view.
     *
     * @param files the directory
     * @param meter counts the bytes
     * @param limit returns the bytes allowed, 0 for any
     * @param usable throws if the tenant was dropped
     */
    MeteredVfs(Vfs files, SpaceMeter meter, LongSupplier limit, Runnable usable) {
        this.files = files;
        this.meter = meter;
        this.limit = limit;
        this.usable = usable;
    }

    @Override
    public VfsFile create(String name) throws IOException {
        usable.run();
        return MeteredFile.of(files.create(name), meter, limit);
    }

    @Override
    public VfsFile open(String name) throws IOException {
        usable.run();
        return MeteredFile.of(files.open(name), meter, limit);
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        usable.run();
        return files.openReadOnly(name);
    }

    @Override
    public VfsFile openForRandomReads(String name) throws IOException {
        usable.run();
        return files.openForRandomReads(name);
    }

    @Override
    public int readUnit(String name) {
        return files.readUnit(name);
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        usable.run();
        return files.map(name, mode, offset, length, arena);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        usable.run();
        long replaced = from.equals(to) ? 0 : sizeOf(to);
        try {
            files.rename(from, to);
        } catch (IOException | RuntimeException | Error e) {
            releaseIfMissing(from, replaced, e);
            throw e;
        }
        meter.release(replaced);
    }

    @Override
    public void link(String existing, String link) throws IOException {
        usable.run();
        long bytes = sizeOf(existing);
        requireMissing(link);
        meter.reserve(bytes, limit);
        try {
            files.link(existing, link);
        } catch (IOException | RuntimeException | Error e) {
            releaseIfMissing(link, bytes, e);
            throw e;
        }
    }

    @Override
    public boolean linkInto(String existing, Vfs target, String link) throws IOException {
        usable.run();
        return target instanceof MeteredVfs other
                ? other.linkHere(files, existing, link)
                : files.linkInto(existing, target, link);
    }

    /** Gives a file of another tenant's a name here, where it counts too. */
    private boolean linkHere(Vfs source, String existing, String link) throws IOException {
        usable.run();
        long bytes = source.size(existing);
        requireMissing(link);
        meter.reserve(bytes, limit);
        try {
            boolean linked = source.linkInto(existing, files, link);
            if (!linked) {
                meter.release(bytes);
            }
            return linked;
        } catch (IOException | RuntimeException | Error e) {
            releaseIfMissing(link, bytes, e);
            throw e;
        }
    }

    /** Refuses to link over a file: whether a link that fails has been made could not be told by its name. */
    private void requireMissing(String link) throws IOException {
        if (files.kind(link) != FileKind.MISSING) {
            throw new FileAlreadyExistsException(link);
        }
    }

    /**
     * Releases bytes if a file is not there. A call that fails may have taken effect. If that cannot be found out, they count on, until the
     * tenant is opened the next time.
     */
    private void releaseIfMissing(String name, long bytes, Throwable failure) {
        try {
            if (files.kind(name) == FileKind.MISSING) {
                meter.release(bytes);
            }
        } catch (IOException | RuntimeException | Error e) {
            Failures.suppress(failure, e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        long bytes = sizeOf(name);
        try {
            files.delete(name);
        } catch (IOException | RuntimeException | Error e) {
            releaseIfMissing(name, bytes, e);
            throw e;
        }
        meter.release(bytes);
    }

    @Override
    public void createDirectory(String name) throws IOException {
        usable.run();
        files.createDirectory(name);
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        files.deleteDirectory(name);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return files.list(directory);
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
    public void syncDirectory(String directory) throws IOException {
        files.syncDirectory(directory);
    }

    @Override
    public long failedSyncs(String directory) {
        return files.failedSyncs(directory);
    }

    @Override
    public void syncPath() throws IOException {
        files.syncPath();
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        return files.lock(name, holder);
    }

    @Override
    public long usableSpace() throws IOException {
        long device = files.usableSpace();
        long max = limit.getAsLong();
        return max == 0 ? device : Math.max(0, Math.min(device, max - meter.used()));
    }

    @Override
    public Vfs in(String directory) {
        return new MeteredVfs(files.in(directory), meter, limit, usable);
    }

    private long sizeOf(String name) throws IOException {
        return files.kind(name) == FileKind.FILE ? files.size(name) : 0;
    }
}
