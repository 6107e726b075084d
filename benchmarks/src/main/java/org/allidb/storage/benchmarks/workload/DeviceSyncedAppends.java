package org.allidb.storage.benchmarks.workload;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the device gives: one thread overwrites small records one behind the other in a file that was filled with zeros
 * and synced before, and forces the data of each. In the directory of the store and with no engine open, so that each
 * engine is seen against the same disk a moment before.
 */
record DeviceSyncedAppends() implements Workload {

    static final String ID = "device-synced-appends";

    private static final int RECORD_BYTES = 200;
    private static final int FILE_BYTES = 64 << 20;
    private static final int ZEROS_BYTES = 1 << 20;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public void run(Run run) {
        Path file = run.directory().resolve("device");
        try {
            Files.createDirectories(run.directory());
            try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
                preallocate(channel);
                Workers.warmedUp(1, run.scale().seconds(), thread -> appending(channel))
                        .record(run, ID);
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void preallocate(FileChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        for (long at = 0; at < FILE_BYTES; at += ZEROS_BYTES) {
            write(channel, zeros.clear(), at);
        }
        channel.force(true);
    }

    private static Workers.Operation appending(FileChannel channel) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(RECORD_BYTES);
        while (bytes.hasRemaining()) {
            bytes.put((byte) (bytes.position() + 1));
        }
        long[] position = {0};
        return () -> {
            try {
                write(channel, bytes.clear(), position[0]);
                channel.force(false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            long next = position[0] + RECORD_BYTES;
            position[0] = next + RECORD_BYTES > FILE_BYTES ? 0 : next;
            return 1;
        };
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
