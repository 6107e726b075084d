package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The directory in which a framework keeps its bundles while it runs: {@code cache/run-8c1f…}, with a name that no other
 * process draws, beside a file {@code run-8c1f….lock} that is held as long as the process lives.
 */
final class CacheDirectory implements AutoCloseable {

    private static final String LOCK = ".lock";

    private final Path path;
    private final HeldFile held;

    private CacheDirectory(Path path, HeldFile held) {
        this.path = path;
        this.held = held;
    }

    /** Draws a name, and deletes what processes that were killed left behind; what a living one has stays. */
    static CacheDirectory create(Path caches) throws IOException {
        deleteAbandoned(caches);
        while (true) {
            byte[] random = new byte[8];
            ThreadLocalRandom.current().nextBytes(random);
            String name = "run-" + HexFormat.of().formatHex(random);
            Optional<HeldFile> held = HeldFile.take(caches.resolve(name + LOCK));
            // another process may have taken the new file for an abandoned one before it was locked
            if (held.isPresent()) {
                return new CacheDirectory(caches.resolve(name), held.get());
            }
        }
    }

    Path path() {
        return path;
    }

    /** Deletes it. Does nothing the second time. */
    @Override
    public void close() throws IOException {
        try (held) {
            Directories.delete(path);
        }
    }

    private static void deleteAbandoned(Path caches) throws IOException {
        List<Path> locks;
        try (Stream<Path> each = Files.list(caches)) {
            locks = each.filter(file -> file.getFileName().toString().matches("run-[0-9a-f]{16}\\.lock"))
                    .toList();
        }
        for (Path lock : locks) {
            String name = lock.getFileName().toString();
            Optional<HeldFile> held = HeldFile.take(lock);
            if (held.isPresent()) {
                new CacheDirectory(caches.resolve(name.substring(0, name.length() - LOCK.length())), held.get())
                        .close();
            }
        }
    }
}
