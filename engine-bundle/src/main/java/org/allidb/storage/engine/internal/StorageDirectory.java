package org.allidb.storage.engine.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.engine.internal.disk.Fence;
import org.allidb.storage.engine.internal.disk.FencedVfs;
import org.allidb.storage.engine.internal.log.LogRegister;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;
import org.jspecify.annotations.Nullable;

/**
 * A directory of ours: the lock file {@code LOCK}, and the file {@code FORMAT}, which is checked before anything else
 * is touched. It says what the directory is, for example {@code AlliDB Storage data directory, format 2}.
 */
public final class StorageDirectory implements AutoCloseable {

    /** What a directory is for. */
    public enum Purpose {
        /** Tenants' data. Since format 2 the file {@link LogRegister#FILE} says of what segments the logs consist. */
        DATA("data directory", 2),
        /** Backups of it. */
        BACKUPS("backup directory", 1);

        private final String noun;
        private final int version;

        Purpose(String noun, int version) {
            this.noun = noun;
            this.version = version;
        }

        /** Returns the format that this software writes; it understands all before. */
        public int version() {
            return version;
        }

        /** Returns what the file {@link #FORMAT} of such a directory says, before the number of the format. */
        public String prefix() {
            return OURS + noun + ", format ";
        }

        private String format() {
            return prefix() + version;
        }

        /** Returns the format that a text names, 0 if it is none that is understood. */
        public int formatIn(String text) {
            for (int format = version; format > 0; format--) {
                if (text.strip().equals(prefix() + format)) {
                    return format;
                }
            }
            return 0;
        }
    }

    /** The lock file. */
    public static final String LOCK = "LOCK";
    /** The file that says what it is. */
    public static final String FORMAT = "FORMAT";

    /** Since this format of data directories there is a register of logs. */
    private static final int FORMAT_WITH_REGISTER = 2;

    private static final String NEW_FORMAT = "FORMAT.new";
    private static final Set<String> BEFORE_FORMAT =
            Set.of(LOCK, NEW_FORMAT, LogRegister.FILE, LogRegister.FILE + ".new");
    private static final String OURS = "AlliDB Storage ";

    private final Fence fence = new Fence();
    private final Vfs files;
    private final VfsLock lock;

    @GuardedBy("this")
    private @Nullable CompletableFuture<Void> released;

    private StorageDirectory(Vfs files, VfsLock lock) {
        this.files = new FencedVfs(files, fence);
        this.lock = lock;
    }

    /**
     * Opens a directory, or makes an empty one ours.
     *
     * @throws IncompatibleFormatException if it is something else, or of another version
     * @throws org.allidb.storage.spi.vfs.FileLockedException if it is open already
     */
    public static StorageDirectory open(Vfs files, Path path, Purpose purpose) throws IOException {
        checkFormat(files, path, purpose);
        VfsLock lock = files.lock(LOCK, "process " + ProcessHandle.current().pid());
        try {
            int format = checkFormat(files, path, purpose);
            // a process that was killed, or whose sync failed, may have got as far as this; what else there is came
            // later
            boolean bare = others(files).isEmpty();
            if (bare) {
                files.syncPath();
            }
            if (format < purpose.version && purpose == Purpose.DATA) {
                LogRegister.create(files);
            }
            if (format < purpose.version || bare) {
                writeFormat(files, purpose, format == 0);
            }
            return new StorageDirectory(files, lock);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Checks that a directory is one of ours, with what its format says is there; changes nothing.
     *
     * @throws IncompatibleFormatException if it is something else, empty, or of another version
     * @throws org.allidb.storage.api.CorruptionException if the register of logs is missing
     */
    public static void requireFormat(Vfs files, Path path, Purpose purpose) throws IOException {
        int format = checkFormat(files, path, purpose);
        if (format >= FORMAT_WITH_REGISTER && purpose == Purpose.DATA) {
            LogRegister.require(files);
        }
        if (files.kind(FORMAT) == FileKind.MISSING) {
            throw new IncompatibleFormatException("the directory " + path + " is no " + purpose.noun
                    + " yet: it has no file FORMAT. Open it for writing once, or name another directory");
        }
    }

    /** Returns the files in the directory; all changes are refused from {@link #release()} on. */
    public Vfs files() {
        return files;
    }

    /**
     * Cuts off everything that still has the directory's files. Releases the lock when the last change under way has
     * ended: at once, unless the disk hangs.
     *
     * @return completes when the lock was released
     */
    public synchronized CompletableFuture<Void> release() {
        CompletableFuture<Void> before = released;
        if (before == null) {
            before = fence.shut().thenRun(this::unlock);
            released = before;
        }
        return before;
    }

    @Override
    public void close() throws IOException {
        CompletableFuture<Void> release = release();
        if (release.isCompletedExceptionally()) {
            throw new IOException("the lock of the directory could not be given back", release.exceptionNow());
        }
    }

    private void unlock() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what is in a directory that is not there before its file {@link #FORMAT} is. */
    private static List<String> others(Vfs files) throws IOException {
        return files.list("").stream()
                .filter(name -> !BEFORE_FORMAT.contains(name) && !name.equals(FORMAT))
                .toList();
    }

    /** Returns the format, 0 if the directory is a new one. */
    private static int checkFormat(Vfs files, Path path, Purpose purpose) throws IOException {
        if (files.kind(FORMAT) == FileKind.MISSING) {
            List<String> foreign = others(files);
            if (!foreign.isEmpty()) {
                throw new IncompatibleFormatException("the directory " + path + " is not empty and is no "
                        + purpose.noun + ": it holds '" + foreign.getFirst()
                        + "' but no file FORMAT. Use another directory; nothing was"
                        + " changed");
            }
            return 0;
        }
        String text = read(files).strip();
        int format = purpose.formatIn(text);
        if (format == 0) {
            throw new IncompatibleFormatException("the file FORMAT of the " + purpose.noun + " " + path + " says '"
                    + (text.startsWith(OURS) ? text : "something else") + "', this software understands '"
                    + purpose.format() + "'; open it with what wrote it. Nothing was changed");
        }
        return format;
    }

    private static String read(Vfs files) throws IOException {
        byte[] bytes = new byte[256];
        try (VfsFile file = files.openReadOnly(FORMAT)) {
            int length = file.read(0, bytes, 0, bytes.length);
            if (length < Math.min(bytes.length, file.size())) {
                throw new IOException(FORMAT + " could be read up to byte " + length + " only");
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
    }

    private static void writeFormat(Vfs files, Purpose purpose, boolean first) throws IOException {
        if (files.kind(NEW_FORMAT) == FileKind.FILE) {
            files.delete(NEW_FORMAT);
        }
        byte[] text = (purpose.format() + "\n").getBytes(StandardCharsets.UTF_8);
        try (VfsFile file = files.create(NEW_FORMAT)) {
            file.write(0, text, 0, text.length);
            file.sync();
        }
        files.rename(NEW_FORMAT, FORMAT);
        try {
            files.syncDirectory("");
        } catch (IOException e) {
            // a second sync would prove nothing about it: the next open makes another one
            if (first) {
                files.delete(FORMAT);
            }
            throw e;
        }
    }
}
