package org.allidb.storage.engine.internal.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.allidb.storage.api.config.AuditOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.event.StorageEventListener;
import org.allidb.storage.kernel.editlog.DurableDirectory;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events that an auditor asks for to the files of a trail, in the form of {@link AuditLine}. A line is durable before
 * the next event is taken. What cannot be written is counted, and the next line that can be says so. {@link #onEvent} is called
 * by one thread at a time; {@link #close} waits for it.
 */
public final class AuditTrail implements StorageEventListener, AutoCloseable {

    private static final Logger LOG = System.getLogger(AuditTrail.class.getName());
    private static final Set<StorageEvent.Type> RECORDED = EnumSet.of(
            StorageEvent.Type.LIFECYCLE,
            StorageEvent.Type.TENANT,
            StorageEvent.Type.ACCESS,
            StorageEvent.Type.QUOTA,
            StorageEvent.Type.PROVIDER,
            StorageEvent.Type.CONFIGURATION,
            StorageEvent.Type.RECOVERY,
            StorageEvent.Type.FAILURE);

    private final Vfs directory;
    private final AuditOptions options;

    @GuardedBy("this")
    private String chain = AuditLine.NO_CHAIN;

    @GuardedBy("this")
    private long number;

    @GuardedBy("this")
    private long sequence;

    @GuardedBy("this")
    private long end;

    @GuardedBy("this")
    private long lost;

    @GuardedBy("this")
    private @Nullable VfsFile file;

    @GuardedBy("this")
    private boolean closed;

    private AuditTrail(Vfs directory, AuditOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /**
     * Opens a trail behind its last line. What a crash left of a line behind it is cut off.
     *
     * @param files the data directory
     * @throws IOException if it cannot be read or made
     */
    public static AuditTrail open(Vfs files, AuditOptions options) throws IOException {
        DurableDirectory.ensure(files, AuditFiles.DIRECTORY);
        AuditTrail trail = new AuditTrail(files.in(AuditFiles.DIRECTORY), options);
        trail.goOn();
        return trail;
    }

    private synchronized void goOn() throws IOException {
        for (long last : AuditFiles.numbers(directory).reversed()) {
            List<AuditFiles.Line> lines = AuditFiles.read(directory, last).stream()
                    .filter(AuditFiles.Line::whole)
                    .toList();
            if (!lines.isEmpty()) {
                goOn(last, lines.getLast());
                return;
            }
            // a crash came before its first line
            directory.delete(AuditFiles.name(last));
        }
    }

    @GuardedBy("this")
    private void goOn(long last, AuditFiles.Line line) throws IOException {
        number = last;
        chain = AuditLine.chain(line.text());
        sequence = Math.max(0, AuditLine.number(line.text(), "sequence"));
        end = line.offset() + line.text().getBytes(StandardCharsets.UTF_8).length + 1;
        file = directory.open(AuditFiles.name(number));
        file.setSize(end);
    }

    @Override
    public synchronized void onEvent(StorageEvent event) {
        if (closed || !RECORDED.contains(event.type())) {
            return;
        }
        try {
            append(event);
        } catch (IOException e) {
            lost++;
            LOG.log(
                    Level.WARNING,
                    "the audit trail misses an event: " + event.message()
                            + ". Mend what keeps it from being written; the next line says how many are missing",
                    e);
        }
    }

    @GuardedBy("this")
    private void append(StorageEvent event) throws IOException {
        VfsFile open = file;
        if (open == null || end >= (long) (options.maxFileMb() * (1 << 20))) {
            open = next();
        }
        String line = AuditLine.of(sequence + 1, lost, event, chain);
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        open.write(end, bytes, 0, bytes.length);
        open.sync();
        end += bytes.length;
        sequence++;
        chain = AuditLine.chain(line);
        lost = 0;
    }

    /** Begins the next file, and removes the oldest ones beyond those that are kept. */
    @GuardedBy("this")
    private VfsFile next() throws IOException {
        closeFile();
        String first = AuditLine.first(number + 1, sequence, chain);
        byte[] bytes = (first + '\n').getBytes(StandardCharsets.UTF_8);
        VfsFile created = directory.create(AuditFiles.name(number + 1));
        try {
            created.write(0, bytes, 0, bytes.length);
            created.sync();
            directory.syncDirectory("");
        } catch (IOException | RuntimeException | Error e) {
            created.close();
            directory.delete(AuditFiles.name(number + 1));
            throw e;
        }
        number++;
        end = bytes.length;
        chain = AuditLine.chain(first);
        file = created;
        if (options.keepFiles() > 0) {
            for (long old : AuditFiles.numbers(directory)) {
                if (old <= number - options.keepFiles()) {
                    directory.delete(AuditFiles.name(old));
                }
            }
        }
        return created;
    }

    @GuardedBy("this")
    private void closeFile() throws IOException {
        VfsFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    /** Closes the file; later events are not recorded. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        closeFile();
    }
}
