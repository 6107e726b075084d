package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a closed platform keeps the classes of the storage in memory: not a thread, a timer, or a table of the JDK. */
class LoadersTest {

    private static final int LOADERS = 10;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final List<String> CODECS = List.of("none", "lz4", "zstd");

    @TempDir
    Path directory;

    /** As in a servlet container: applications come and go, the threads stay. */
    @Test
    void closedPlatformsLeaveNoClassLoaderBehindOnALongLivedThread() throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int i = 0; i < LOADERS; i++) {
                Path data = directory.resolve("data" + i);
                String codec = CODECS.get(i % CODECS.size());
                loaders.add(thread.submit(() -> round(data, codec)).get());
            }
            // the JDK keeps softly the types that the last record's equals compared: one more loader takes their place
            thread.submit(() -> round(directory.resolve("last"), CODECS.getFirst()))
                    .get();
            // threads of the last one may still be on their way out
            long start = System.nanoTime();
            while (left(loaders) > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
                System.gc();
            }
            assertEquals(0, left(loaders), "class loaders are left of " + LOADERS);
        }
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    private static WeakReference<ClassLoader> round(Path data, String codec) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Callable<?> use = (Callable<?>) loader.loadClass(EverythingUsed.class.getName())
                    .getConstructor(Path.class, String.class)
                    .newInstance(data, codec);
            assertEquals("used", use.call());
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] classPath() {
        return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(entry -> {
                    try {
                        return Path.of(entry).toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(entry, e);
                    }
                })
                .toArray(URL[]::new);
    }
}
