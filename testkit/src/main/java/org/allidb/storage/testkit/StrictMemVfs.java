package org.allidb.storage.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.allidb.storage.spi.vfs.FileLockedException;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A file system in memory that promises what POSIX promises and no more. It has two images of everything: what programs
 * see, and what the device has. {@link VfsFile#sync} and {@link #syncDirectory} bring the second up to the first.
 *
 * <p>{@link #afterPowerCut} gives one of the many states in which a power cut may leave the device: of what was not
 * synced, each sector (512 B or 4 KiB) is kept, lost or torn, new sectors may be zeros, a new length may be lost, and each
 * creation, renaming and deletion is independently kept or undone. Renaming within a directory is atomic.
 *
 * <p>A stored mapping is seen at once and durable at the next sync of the file. Thread-safe; deterministic for one seed
 * and one order of calls.
 */
@ProviderType
public final class StrictMemVfs implements Vfs {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    private final State state;
    private final List<String> base;

    /** What all views of one file system share; also the lock that guards it. */
    private static final class State {
        private final MemDirectory root;
        private final Map<List<String>, String> holders = new HashMap<>();
        private boolean nextSyncFails;
        private long capacity = Long.MAX_VALUE;

        State(MemDirectory root) {
            this.root = root;
        }
    }

    /** An empty file system. */
    public StrictMemVfs() {
        this(new State(new MemDirectory()), List.of());
    }

    private StrictMemVfs(State state, List<String> base) {
        this.state = state;
        this.base = base;
    }

    /**
     * What may be found after a power cut now. This file system goes on as if nothing had happened.
     *
     * @param random chooses among the possibilities
     * @return another file system, durable as it is
     */
    public StrictMemVfs afterPowerCut(Random random) {
        synchronized (state) {
            return new StrictMemVfs(
                    new State(state.root.afterPowerCut(random, new IdentityHashMap<>())), List.of());
        }
    }

    /**
     * What a program finds that is started after this one was killed: all that was written, and no locks. What was not
     * synced still is not. This file system goes on as if nothing had happened.
     *
     * @return another file system
     */
    public StrictMemVfs afterKill() {
        synchronized (state) {
            return new StrictMemVfs(new State(state.root.copy(new IdentityHashMap<>())), List.of());
        }
    }

    /**
     * Lets the next sync fail. Of a file as kernels do it: what was not synced is taken for clean afterwards, so that a
     * second sync of the same file "succeeds" and the device still does not have it; only whoever has the file open by another
     * handle is told as well, once. Of a directory likewise: a name that came or went before is as the device had it, and a
     * second sync, which "succeeds", makes durable only what was changed since.
     */
    public void failNextSync() {
        synchronized (state) {
            state.nextSyncFails = true;
        }
    }

    /**
     * Sets the size of the device. A write that does not fit is made as far as it does, then it is refused; what is
     * deleted makes room.
     *
     * @param bytes size; nothing is lost if more is written already
     */
    public void setCapacity(long bytes) {
        synchronized (state) {
            state.capacity = bytes;
        }
    }

    /**
     * The space that files occupy.
     *
     * @return bytes, in whole pages of 4 KiB
     */
    public long occupiedBytes() {
        synchronized (state) {
            return occupiedBytes(state.root, Collections.newSetFromMap(new IdentityHashMap<>()));
        }
    }

    private static long occupiedBytes(MemDirectory directory, Set<MemFile> counted) {
        long bytes = 0;
        for (Object entry : directory.entries().values()) {
            if (entry instanceof MemFile file && counted.add(file)) {
                bytes += file.occupiedBytes();
            } else if (entry instanceof MemDirectory inner) {
                bytes += occupiedBytes(inner, counted);
            }
        }
        return bytes;
    }

    /**
     * Lets the device write back some sectors of its own accord.
     *
     * @param random chooses which
     */
    public void writeBackSome(Random random) {
        synchronized (state) {
            writeBackSome(state.root, random);
        }
    }

    private static void writeBackSome(MemDirectory directory, Random random) {
        for (Object entry : directory.entries().values()) {
            if (entry instanceof MemFile file && random.nextInt(4) == 0) {
                file.writeBackSome(random);
            } else if (entry instanceof MemDirectory inner) {
                writeBackSome(inner, random);
            }
        }
    }

    @Override
    public VfsFile create(String name) throws IOException {
        synchronized (state) {
            MemDirectory directory = parent(name);
            if (directory.entries().containsKey(last(name))) {
                throw new FileAlreadyExistsException(name);
            }
            MemFile file = new MemFile();
            directory.put(last(name), file);
            return new Handle(file, false);
        }
    }

    @Override
    public VfsFile open(String name) throws IOException {
        synchronized (state) {
            return new Handle(file(name), false);
        }
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        synchronized (state) {
            return new Handle(file(name), true);
        }
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        synchronized (state) {
            MemFile file = file(name);
            if (offset + length > file.size()) {
                throw new IOException(name + " is shorter than what is to be mapped");
            }
            MemorySegment memory = file.map(offset, length, mode == MapMode.READ_WRITE);
            return mode == MapMode.READ ? memory.asReadOnly() : memory;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        synchronized (state) {
            MemDirectory source = parent(from);
            file(from);
            if (source != parent(to)) {
                throw new IOException("this model renames within one directory only");
            }
            source.rename(last(from), last(to));
        }
    }

    @Override
    public void link(String existing, String link) throws IOException {
        synchronized (state) {
            MemFile file = file(existing);
            MemDirectory directory = parent(link);
            if (directory.entries().containsKey(last(link))) {
                throw new FileAlreadyExistsException(link);
            }
            directory.put(last(link), file);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        synchronized (state) {
            file(name);
            parent(name).remove(last(name));
        }
    }

    @Override
    public void createDirectory(String name) throws IOException {
        synchronized (state) {
            MemDirectory directory = parent(name);
            Object there = directory.entries().get(last(name));
            if (there instanceof MemFile) {
                throw new FileAlreadyExistsException(name);
            }
            if (there == null) {
                directory.put(last(name), new MemDirectory());
            }
        }
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        synchronized (state) {
            if (!directory(name).entries().isEmpty()) {
                throw new DirectoryNotEmptyException(name);
            }
            parent(name).remove(last(name));
        }
    }

    @Override
    public List<String> list(String directory) throws IOException {
        synchronized (state) {
            return List.copyOf(directory(directory).entries().keySet());
        }
    }

    @Override
    public FileKind kind(String name) throws IOException {
        synchronized (state) {
            return switch (find(name)) {
                case MemFile file -> FileKind.FILE;
                case MemDirectory directory -> FileKind.DIRECTORY;
                default -> FileKind.MISSING;
            };
        }
    }

    @Override
    public long size(String name) throws IOException {
        synchronized (state) {
            return file(name).size();
        }
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        synchronized (state) {
            MemDirectory synced = directory(directory);
            try {
                failIfDue();
            } catch (IOException e) {
                synced.syncInVain();
                throw e;
            }
            synced.sync();
        }
    }

    @Override
    public long failedSyncs(String directory) {
        synchronized (state) {
            return find(directory) instanceof MemDirectory found ? found.failedSyncs() : 0;
        }
    }

    @Override
    public void syncPath() throws IOException {
        synchronized (state) {
            failIfDue();
            Object above = state.root;
            for (String part : base) {
                if (!(above instanceof MemDirectory directory)) {
                    throw new NoSuchFileException(String.join("/", base));
                }
                directory.sync();
                above = directory.entries().getOrDefault(part, MISSING);
            }
        }
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        synchronized (state) {
            List<String> path = path(name);
            String taken = state.holders.get(path);
            if (taken != null) {
                throw new FileLockedException(name + " is locked already", taken);
            }
            if (find(name) == MISSING) {
                parent(name).put(last(name), new MemFile());
            }
            state.holders.put(path, holder);
            return new Lock(path);
        }
    }

    @Override
    public long usableSpace() {
        synchronized (state) {
            return state.capacity == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, state.capacity - occupiedBytes());
        }
    }

    @Override
    public Vfs in(String directory) {
        return new StrictMemVfs(state, path(directory));
    }

    private void failIfDue() throws IOException {
        if (state.nextSyncFails) {
            state.nextSyncFails = false;
            throw new IOException("Input/output error");
        }
    }

    private static final Object MISSING = "";

    private List<String> path(String name) {
        if (name.isEmpty()) {
            return base;
        }
        List<String> parts = new ArrayList<>(base);
        for (String part : name.split("/", -1)) {
            if (!NAME.matcher(part).matches() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException("'" + name + "' is no name for a file of the storage");
            }
            parts.add(part);
        }
        return List.copyOf(parts);
    }

    private Object find(String name) {
        Object entry = state.root;
        for (String part : path(name)) {
            entry = entry instanceof MemDirectory directory
                    ? directory.entries().getOrDefault(part, MISSING)
                    : MISSING;
        }
        return entry;
    }

    private MemFile file(String name) throws IOException {
        return switch (find(name)) {
            case MemFile file -> file;
            case MemDirectory directory -> throw new IOException(name + " is a directory");
            default -> throw new NoSuchFileException(name);
        };
    }

    private MemDirectory directory(String name) throws IOException {
        return switch (find(name)) {
            case MemDirectory directory -> directory;
            case MemFile file -> throw new NotDirectoryException(name);
            default -> throw new NoSuchFileException(name);
        };
    }

    private MemDirectory parent(String name) throws IOException {
        path(name);
        int slash = name.lastIndexOf('/');
        return directory(slash < 0 ? "" : name.substring(0, slash));
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Held until it is closed the first time. */
    private final class Lock implements VfsLock {

        private final List<String> path;
        private boolean released;

        Lock(List<String> path) {
            this.path = path;
        }

        @Override
        public void close() {
            synchronized (state) {
                if (!released) {
                    released = true;
                    state.holders.remove(path);
                }
            }
        }
    }

    /** An open file. */
    private final class Handle implements VfsFile {

        private final MemFile file;
        private final boolean readOnly;
        /** How many failures of the file's syncs this handle knows of. */
        private int knownFailures;

        Handle(MemFile file, boolean readOnly) {
            this.file = file;
            this.readOnly = readOnly;
            this.knownFailures = file.failures();
        }

        @Override
        public int read(long position, byte[] target, int offset, int length) {
            synchronized (state) {
                return file.read(position, target, offset, length);
            }
        }

        @Override
        public void write(long position, byte[] source, int offset, int length) throws IOException {
            checkWritable();
            synchronized (state) {
                int fitting = state.capacity == Long.MAX_VALUE ? length : fitting(position, length);
                if (fitting > 0 || length == 0) {
                    file.write(position, source, offset, fitting);
                }
                if (fitting < length) {
                    throw new NoSpaceException(
                            "there is no space left on the device", new IOException("No space left on device"));
                }
            }
        }

        /** How much of a write the device has room for. */
        private int fitting(long position, int length) {
            long room = usableSpace();
            int fitting = length;
            while (fitting > 0 && file.occupiedBy(position, fitting) > room) {
                // back to the beginning of a page
                fitting -= (int) Math.min(fitting, Math.max(1, (position + fitting) % 4096));
            }
            return fitting;
        }

        @Override
        public void sync() throws IOException {
            synchronized (state) {
                try {
                    failIfDue();
                } catch (IOException e) {
                    file.syncInVain();
                    knownFailures = file.failures();
                    throw e;
                }
                if (knownFailures < file.failures()) {
                    // each handle is told of a failure, but only once
                    knownFailures = file.failures();
                    throw new IOException("Input/output error");
                }
                file.sync();
            }
        }

        @Override
        public void setSize(long size) throws IOException {
            checkWritable();
            synchronized (state) {
                file.setSize(size);
            }
        }

        @Override
        public long size() {
            synchronized (state) {
                return file.size();
            }
        }

        @Override
        public void close() {
            // nothing is held
        }

        private void checkWritable() throws IOException {
            if (readOnly) {
                throw new IOException("the file is open for reading only");
            }
        }
    }
}
