package org.allidb.storage.benchmarks.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system says about this process; 0 where it says nothing. */
final class OwnProcess {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path IO = Path.of("/proc/self/io");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final long KILO = 1024;

    private OwnProcess() {}

    /** Bytes of memory that are resident, mapped files too. */
    static long residentBytes() {
        return field(STATUS, "VmRSS:") * KILO;
    }

    /** Bytes of memory that are resident and belong to no file. */
    static long ownResidentBytes() {
        return field(STATUS, "RssAnon:") * KILO;
    }

    /** Bytes that this process sent to the disk, or made the operating system send later. */
    static long writtenBytes() {
        return field(IO, "write_bytes:");
    }

    /** Threads, native ones too. */
    static long threads() {
        return field(STATUS, "Threads:");
    }

    /** Descriptors that are open. */
    static long descriptors() {
        try (Stream<Path> open = Files.isReadable(DESCRIPTORS) ? Files.list(DESCRIPTORS) : Stream.empty()) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long field(Path file, String name) {
        if (!Files.isReadable(file)) {
            return 0;
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip().split("\\s+", 2)[0])
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
