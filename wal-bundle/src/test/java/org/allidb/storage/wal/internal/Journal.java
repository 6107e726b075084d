package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.SerialRuntime;

/** A log of texts, as tests write and read it. */
final class Journal implements AutoCloseable {

    static final int SEGMENT_BYTES = 64 << 10;
    /** Stream, sequence and text of each record, {@code 1/7 text}. */
    private final List<String> replayed = new ArrayList<>();

    private final WriteAheadLog log;
    private final Map<Long, Long> sequences = new HashMap<>();

    private Journal(Vfs files, WalOptions options, StorageRuntime runtime) throws IOException {
        log = new SegmentedLogProvider()
                .open(
                        files,
                        new FileAnchor(files),
                        options,
                        runtime,
                        (generation, sequence, record, offset, length) -> {
                            replayed.add(generation + "/" + sequence + " "
                                    + new String(record, offset, length, StandardCharsets.UTF_8));
                            sequences.put(generation, sequence);
                        });
    }

    static Journal open(Vfs files) throws IOException {
        return open(files, Map.of());
    }

    /** Opens one whose background work is never done. */
    static Journal open(Vfs files, Map<String, String> changed) throws IOException {
        return open(files, changed, new SerialRuntime(new ManualClock()));
    }

    static Journal open(Vfs files, Map<String, String> changed, StorageRuntime runtime) throws IOException {
        Map<String, String> values = new HashMap<>(Map.of(
                "max_file_mb", "0.0625", "max_total_mb", "0.25", "recycle_files", "2", "sync_interval_ms", "60000"));
        values.putAll(changed);
        return new Journal(files, Options.make(WalOptions.class, values), runtime);
    }

    WriteAheadLog log() {
        return log;
    }

    List<String> replayed() {
        return replayed;
    }

    /** The last sequence of a generation that was appended or replayed. */
    long lastSequence(long generation) {
        return sequences.getOrDefault(generation, 0L);
    }

    /** Continues behind sequences that are known from elsewhere. */
    void goOnAfter(Map<Long, Long> last) {
        last.forEach((generation, sequence) -> sequences.merge(generation, sequence, Math::max));
    }

    /** Appends and syncs. */
    String write(long generation, String text) throws IOException {
        long sequence = sequences.getOrDefault(generation, 0L) + 1;
        log.sync(append(generation, sequence, text, true));
        return generation + "/" + sequence + " " + text;
    }

    /** Appends without a sync. */
    String writeBuffered(long generation, String text) throws IOException {
        long sequence = sequences.getOrDefault(generation, 0L) + 1;
        append(generation, sequence, text, false);
        return generation + "/" + sequence + " " + text;
    }

    private long append(long generation, long sequence, String text, boolean syncFollows) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long position = log.append(generation, sequence, bytes, 0, bytes.length, syncFollows);
        sequences.put(generation, sequence);
        return position;
    }

    static List<String> segments(Vfs files) throws IOException {
        return files.list("").stream()
                .filter(name -> name.endsWith(".wal"))
                .sorted()
                .toList();
    }

    static byte[] content(Vfs files, String name) throws IOException {
        try (VfsFile file = files.openReadOnly(name)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    static void overwrite(Vfs files, String name, long position, byte... bytes) throws IOException {
        try (VfsFile file = files.open(name)) {
            file.write(position, bytes, 0, bytes.length);
        }
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
