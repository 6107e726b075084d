package org.allidb.storage.engine.internal.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogAnchor;

/**
 * What the platform knows of its logs outside of their directories: the anchor of the shared log and of each tenant's own
 * log, in the file {@code LOGS}. A log of which nothing is left, or another log in its place, is noticed by it. The file is
 * there as soon as the directory says that it is one of format 2. Thread-safe; its lock is held over one small write, and
 * nothing else is locked under it.
 */
public final class LogRegister {

    /** The file. */
    public static final String FILE = "LOGS";
    /** What it begins with. */
    public static final String MAGIC = "ALLIDBLG";
    /** The version of its edits. */
    public static final int VERSION = 1;
    /** The owner of the shared log. */
    public static final long SHARED = 0;

    @GuardedBy("this")
    private final EditLog edits;

    @GuardedBy("this")
    private final Map<Long, byte[]> anchors;

    private LogRegister(EditLog edits, Map<Long, byte[]> anchors) {
        this.edits = edits;
        this.anchors = anchors;
    }

    /**
     * Makes an empty register durable, unless there is one.
     *
     * @param files the data directory
     */
    public static void create(Vfs files) throws IOException {
        EditLog edits = editLog(files);
        List<byte[]> found = edits.read();
        if (found.isEmpty()) {
            byte[] empty = LogRegisterEdit.encode(Map.of());
            edits.append(empty, () -> empty);
        }
    }

    /**
     * Reads the register.
     *
     * @param files the data directory
     * @throws CorruptionException if it is missing or damaged
     */
    public static LogRegister open(Vfs files) throws IOException {
        EditLog edits = editLog(files);
        List<byte[]> found = edits.read();
        if (found.isEmpty()) {
            throw missing();
        }
        Map<Long, byte[]> anchors = new HashMap<>();
        for (byte[] edit : found) {
            LogRegisterEdit.applyTo(anchors, edit);
        }
        edits.settle(() -> LogRegisterEdit.encode(anchors));
        return new LogRegister(edits, anchors);
    }

    /**
     * Checks that there is a register.
     *
     * @param files the data directory
     * @throws CorruptionException if it is missing
     */
    public static void require(Vfs files) throws IOException {
        if (files.kind(FILE) == Vfs.FileKind.MISSING) {
            throw missing();
        }
    }

    private static CorruptionException missing() {
        return new CorruptionException(
                FILE,
                0,
                "the file " + FILE + ", which says of what segments the logs consist, is missing: acknowledged writes"
                        + " may be missing too, and nobody would notice; nothing was changed. Put it back"
                        + " from a copy of this directory, or salvage what is intact with 'allidb repair"
                        + " DIR INTO'",
                null);
    }

    /**
     * Reads what is known of a log, while another process may be writing the register. Changes nothing.
     *
     * @param files the data directory
     * @param owner the generation of the tenant whose log it is, or {@link #SHARED}
     */
    static LogAnchor read(Vfs files, long owner) throws IOException {
        Map<Long, byte[]> anchors = new HashMap<>();
        for (byte[] edit : editLog(files).read()) {
            LogRegisterEdit.applyTo(anchors, edit);
        }
        return new FoundAnchor(Optional.ofNullable(anchors.get(owner)));
    }

    private static EditLog editLog(Vfs files) {
        return new EditLog(files, FILE, MAGIC, VERSION, 0, "the register of logs");
    }

    /**
     * Returns the anchor of a log.
     *
     * @param owner the generation of the tenant whose log it is, or {@link #SHARED}
     */
    public LogAnchor anchor(long owner) {
        return new Anchor(owner);
    }

    /** Forgets the logs of tenants that are gone, at the next change of any other. */
    public synchronized void retain(LongPredicate isThere) {
        anchors.keySet().removeIf(owner -> owner != SHARED && !isThere.test(owner));
    }

    /** Forgets the log of a tenant that was dropped. */
    public void forget(long owner) throws IOException {
        change(owner, LogRegisterEdit.GONE);
    }

    private synchronized void change(long owner, byte[] content) throws IOException {
        Map<Long, byte[]> after = new HashMap<>(anchors);
        LogRegisterEdit.put(after, owner, content);
        edits.append(LogRegisterEdit.encode(Map.of(owner, content)), () -> LogRegisterEdit.encode(after));
        LogRegisterEdit.put(anchors, owner, content);
    }

    private synchronized Optional<byte[]> find(long owner) {
        return Optional.ofNullable(anchors.get(owner));
    }

    private final class Anchor implements LogAnchor {

        private final long owner;

        Anchor(long owner) {
            this.owner = owner;
        }

        @Override
        public String file() {
            return FILE;
        }

        @Override
        public Optional<byte[]> content() {
            return find(owner);
        }

        @Override
        public void remember(byte[] content) throws IOException {
            change(owner, content);
        }
    }
}
