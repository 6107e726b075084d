package org.allidb.storage.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.allidb.storage.spi.vfs.FileLockedException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A file system in memory that promises what POSIX promises and no more. It has two images of everything: what programs
 * see, and what the device has. {@link VfsFile#sync} and {@link #syncDirectory} make the second equal to the first.
 *
 * <p>{@link #afterPowerCut} returns one of the many states in which a power cut may leave the device:
 *
 * <ul>
 *   <li>Of what was not synced, each sector (512 B or 4 KiB) is kept, lost or torn; new sectors may be zeros.
 *   <li>A new length may be lost.
 *   <li>Each creation, renaming and deletion is kept or undone on its own. Renaming within a directory is atomic.
 * </ul>
 *
 * <p>A store in a mapping is seen at once, and durable at the next sync of the file. Thread-safe; deterministic for one seed
 * and one order of calls.
 */
@ProviderType
public final class StrictMemVfs implements Vfs {

    private final MemDevice device;

    @GuardedBy("device")
    private final MemNames names;

    /** Creates an empty file system. */
    public StrictMemVfs() {
        this(new MemDevice(new MemDirectory()));
    }

    private StrictMemVfs(MemDevice device) {
        this(device, List.of());
    }

    private StrictMemVfs(MemDevice device, List<String> base) {
        this.device = device;
        this.names = new MemNames(device, base);
    }

    /**
     * Returns one of the states in which a power cut now may leave the device. This file system is not changed.
     *
     * @param random chooses among the possibilities
     * @return another file system, durable as it is
     */
    public StrictMemVfs afterPowerCut(Random random) {
        synchronized (device) {
            return new StrictMemVfs(device.afterPowerCut(random));
        }
    }

    /**
     * Returns what a program finds after this one was killed: all that was written, and no locks. What was not synced still is
     * not. This file system is not changed.
     *
     * @return another file system
     */
    public StrictMemVfs afterKill() {
        synchronized (device) {
            return new StrictMemVfs(device.afterKill());
        }
    }

    /**
     * Makes the next sync fail, as it fails in kernels. What was not synced of a file counts as clean after that: a second
     * sync of the file "succeeds", and the device still does not have it. Each other handle of the file reports the failure
     * too, once. The names of a directory that were changed before are as the device had them, and a second sync, which
     * "succeeds", makes durable only what was changed since then.
     */
    public void failNextSync() {
        synchronized (device) {
            device.failNextSync();
        }
    }

    /**
     * Changes the size of the device. A write that does not fit is made as far as it fits, and fails; a deleted file makes
     * room.
     *
     * @param bytes size; nothing is lost if more is written already
     */
    public void setCapacity(long bytes) {
        synchronized (device) {
            device.setCapacity(bytes);
        }
    }

    /**
     * Returns the space that files occupy.
     *
     * @return bytes, in whole pages of 4 KiB
     */
    public long occupiedBytes() {
        synchronized (device) {
            return device.occupiedBytes();
        }
    }

    /**
     * Writes some sectors back, as a device may at any time.
     *
     * @param random chooses which
     */
    public void writeBackSome(Random random) {
        synchronized (device) {
            device.writeBackSome(random);
        }
    }

    @Override
    public VfsFile create(String name) throws IOException {
        synchronized (device) {
            MemDirectory directory = names.parent(name);
            if (directory.entries().containsKey(MemNames.last(name))) {
                throw new FileAlreadyExistsException(name);
            }
            MemFile file = new MemFile();
            directory.put(MemNames.last(name), file);
            return new MemHandle(device, file, false);
        }
    }

    @Override
    public VfsFile open(String name) throws IOException {
        synchronized (device) {
            return new MemHandle(device, names.file(name), false);
        }
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        synchronized (device) {
            return new MemHandle(device, names.file(name), true);
        }
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        synchronized (device) {
            MemFile file = names.file(name);
            if (offset + length > file.size()) {
                throw new IOException(name + " is shorter than what is to be mapped");
            }
            MemorySegment memory = file.map(offset, length, mode == MapMode.READ_WRITE);
            return mode == MapMode.READ ? memory.asReadOnly() : memory;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        synchronized (device) {
            MemDirectory source = names.parent(from);
            names.file(from);
            if (source != names.parent(to)) {
                throw new IOException("this model renames within one directory only");
            }
            source.rename(MemNames.last(from), MemNames.last(to));
        }
    }

    @Override
    public void link(String existing, String link) throws IOException {
        synchronized (device) {
            name(names.file(existing), link);
        }
    }

    @Override
    public boolean linkInto(String existing, Vfs target, String link) throws IOException {
        if (!(target instanceof StrictMemVfs other) || other.device != device) {
            return false;
        }
        synchronized (device) {
            other.name(names.file(existing), link);
            return true;
        }
    }

    /** Gives a file one more name. */
    private void name(MemFile file, String link) throws IOException {
        synchronized (device) {
            MemDirectory directory = names.parent(link);
            if (directory.entries().containsKey(MemNames.last(link))) {
                throw new FileAlreadyExistsException(link);
            }
            directory.put(MemNames.last(link), file);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        synchronized (device) {
            names.file(name);
            names.parent(name).remove(MemNames.last(name));
        }
    }

    @Override
    public void createDirectory(String name) throws IOException {
        synchronized (device) {
            MemDirectory directory = names.parent(name);
            Object there = directory.entries().get(MemNames.last(name));
            if (there instanceof MemFile) {
                throw new FileAlreadyExistsException(name);
            }
            if (there == null) {
                directory.put(MemNames.last(name), new MemDirectory());
            }
        }
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        synchronized (device) {
            if (!names.directory(name).entries().isEmpty()) {
                throw new DirectoryNotEmptyException(name);
            }
            names.parent(name).remove(MemNames.last(name));
        }
    }

    @Override
    public List<String> list(String directory) throws IOException {
        synchronized (device) {
            return List.copyOf(names.directory(directory).entries().keySet());
        }
    }

    @Override
    public FileKind kind(String name) throws IOException {
        synchronized (device) {
            return switch (names.find(name)) {
                case MemFile file -> FileKind.FILE;
                case MemDirectory directory -> FileKind.DIRECTORY;
                default -> FileKind.MISSING;
            };
        }
    }

    @Override
    public long size(String name) throws IOException {
        synchronized (device) {
            return names.file(name).size();
        }
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        synchronized (device) {
            MemDirectory synced = names.directory(directory);
            try {
                device.checkSync();
            } catch (IOException e) {
                synced.failSync();
                throw e;
            }
            synced.sync();
        }
    }

    @Override
    public long failedSyncs(String directory) {
        synchronized (device) {
            return names.find(directory) instanceof MemDirectory found ? found.failedSyncs() : 0;
        }
    }

    @Override
    public void syncPath() throws IOException {
        synchronized (device) {
            device.checkSync();
            names.syncBase();
        }
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        synchronized (device) {
            List<String> path = names.path(name);
            Optional<String> taken = device.holder(path);
            if (taken.isPresent()) {
                throw new FileLockedException(name + " is locked already", taken.get());
            }
            if (names.find(name) == MemNames.MISSING) {
                names.parent(name).put(MemNames.last(name), new MemFile());
            }
            device.hold(path, holder);
            return new MemLock(device, path);
        }
    }

    @Override
    public long usableSpace() {
        synchronized (device) {
            return device.usableSpace();
        }
    }

    @Override
    public Vfs in(String directory) {
        synchronized (device) {
            return new StrictMemVfs(device, names.path(directory));
        }
    }
}
