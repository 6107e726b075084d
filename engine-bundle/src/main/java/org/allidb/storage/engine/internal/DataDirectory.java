package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;

/**
 * A data directory: the lock file {@code LOCK}, and the file {@code FORMAT} that says what it is:
 * {@code AlliDB Storage data directory, format 1}, checked before anything else is touched.
 */
public final class DataDirectory implements AutoCloseable {

    /** The lock file. */
    public static final String LOCK = "LOCK";
    /** The file that says what it is. */
    public static final String FORMAT = "FORMAT";
    /** What the file says, before the number of the format. */
    public static final String PREFIX = "AlliDB Storage data directory, format ";
    /** The format that this software understands. */
    public static final int VERSION = 1;

    private static final String NEW_FORMAT = "FORMAT.new";

    private final Vfs files;
    private final VfsLock lock;

    private DataDirectory(Vfs files, VfsLock lock) {
        this.files = files;
        this.lock = lock;
    }

    /** Opens a data directory, making it one if it is empty. */
    public static DataDirectory open(Vfs files, Path path) throws IOException {
        checkFormat(files, path);
        VfsLock lock = files.lock(LOCK, "process " + ProcessHandle.current().pid());
        try {
            checkFormat(files, path);
            if (files.kind(FORMAT) == FileKind.MISSING) {
                writeFormat(files);
            }
            return new DataDirectory(files, lock);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Its files. */
    public Vfs files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static void checkFormat(Vfs files, Path path) throws IOException {
        if (files.kind(FORMAT) == FileKind.MISSING) {
            List<String> foreign = files.list("").stream()
                    .filter(name -> !name.equals(LOCK) && !name.equals(NEW_FORMAT))
                    .toList();
            if (!foreign.isEmpty()) {
                throw new IncompatibleFormatException("the directory " + path + " is not empty and is no data directory:"
                        + " it holds '" + foreign.getFirst() + "' but no file FORMAT. Use another directory; nothing was"
                        + " changed");
            }
            return;
        }
        String text = read(files).strip();
        if (!text.equals(PREFIX + VERSION)) {
            throw new IncompatibleFormatException("the data directory " + path + " says of itself '"
                    + (text.startsWith(PREFIX) ? text : "something else") + "', this software understands format "
                    + VERSION + "; open it with the version that wrote it. Nothing was changed");
        }
    }

    private static String read(Vfs files) throws IOException {
        byte[] bytes = new byte[256];
        try (VfsFile file = files.openReadOnly(FORMAT)) {
            int length = file.read(0, bytes, 0, bytes.length);
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
    }

    private static void writeFormat(Vfs files) throws IOException {
        if (files.kind(NEW_FORMAT) == FileKind.FILE) {
            files.delete(NEW_FORMAT);
        }
        byte[] text = (PREFIX + VERSION + "\n").getBytes(StandardCharsets.UTF_8);
        try (VfsFile file = files.create(NEW_FORMAT)) {
            file.write(0, text, 0, text.length);
            file.sync();
        }
        files.rename(NEW_FORMAT, FORMAT);
        files.syncDirectory("");
    }
}
