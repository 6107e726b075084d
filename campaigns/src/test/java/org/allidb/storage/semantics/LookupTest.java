package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts are found whatever the thread's context class loader is, and errors say where they were looked for. */
class LookupTest {

    private static final String SERVICES = "META-INF/services/";

    @TempDir
    Path directory;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restoreTheContext() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void contextLoaderOfTheCommonPoolFindsAllParts() throws IOException {
        Path yaml = Files.writeString(directory.resolve("allidb.yaml"), "storage:\n  sstable:\n    codec: lz4\n");
        Path data = directory.resolve("data");
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try (StoragePlatform platform =
                        StoragePlatform.builder(data).configuration(yaml).open();
                TenantStore store = platform.openOrCreate(TenantId.of("acme"))) {
            store.put("key", new byte[1]);
            store.flush();
        }
        assertTrue(StorageTools.load().check(data, ToolProgress.NONE).isClean());
    }

    @Test
    void noContextLoaderFindsAllParts() {
        Thread.currentThread().setContextClassLoader(null);
        try (StoragePlatform platform = StoragePlatform.open(directory.resolve("data"))) {
            assertEquals(List.of(), platform.tenants());
        }
    }

    @Test
    void missingEngineIsToldWithTheLoadersThatWereAsked() throws Exception {
        Path jar = directory.resolve("api-alone");
        unpack("api", jar, true);
        String told = openWith(jar);
        assertEquals(
                "no engine is on the class path or module path; add allidb-storage-engine or allidb-storage-embedded"
                    + " (a jar that is made of several needs their files META-INF/services merged). Searched with the"
                    + " class loader 'application' and the class loader 'platform'",
                told);
    }

    @Test
    void oneJarWhoseServicesWereNotMergedIsToldAsSuch() throws Exception {
        Path jar = directory.resolve("uber");
        for (String part : List.of(
                "api",
                "spi",
                "kernel",
                "engine",
                "vfs",
                "wal",
                "memtable",
                "sstable",
                "compaction",
                "tenant-guard",
                "codec-lz4")) {
            unpack(part, jar, true);
        }
        String told = openWith(jar);
        assertTrue(told.startsWith("there is no "), told);
        assertTrue(told.contains("Searched with the class loader 'application'"), told);
        assertTrue(told.contains("the files META-INF/services of one name must be merged"), told);
        assertTrue(told.contains(jar.toUri().toURL().toString()), told);
    }

    @Test
    void partThatCannotBeLoadedHidesNoOther() throws Exception {
        Path jar = directory.resolve("broken");
        unpack("engine", jar, false);
        for (String part :
                List.of("api", "spi", "kernel", "vfs", "wal", "memtable", "sstable", "compaction", "tenant-guard")) {
            unpack(part, jar, false);
        }
        Path codecs = jar.resolve(SERVICES + "org.allidb.storage.spi.codec.Codec");
        Files.writeString(codecs, "org.example.Missing\n" + Files.readString(codecs));
        assertEquals("", openWith(jar));
        Path files = jar.resolve(SERVICES + "org.allidb.storage.spi.vfs.VfsProvider");
        Files.writeString(files, "org.example.Gone\n");
        String told = openWith(jar);
        assertTrue(told.contains("Could not be loaded: "), told);
        assertTrue(told.contains("org.example.Gone") && told.contains("org.example.Missing"), told);
    }

    /** The error that an application of its own class loader gets when it opens a platform and flushes; empty if none. */
    private String openWith(Path jar) throws Exception {
        URL[] places = {jar.toUri().toURL()};
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try (URLClassLoader application =
                new URLClassLoader("application", places, ClassLoader.getPlatformClassLoader())) {
            Class<?> id = application.loadClass(TenantId.class.getName());
            Class<?> type = application.loadClass(StoragePlatform.class.getName());
            Class<?> store = application.loadClass(TenantStore.class.getName());
            Object acme = id.getMethod("of", String.class).invoke(null, "acme");
            Path data = directory.resolve("data-" + jar.getFileName());
            try (AutoCloseable opened =
                            (AutoCloseable) type.getMethod("open", Path.class).invoke(null, data);
                    AutoCloseable handle =
                            (AutoCloseable) type.getMethod("openOrCreate", id).invoke(opened, acme)) {
                store.getMethod("put", String.class, byte[].class).invoke(handle, "key", new byte[1]);
                store.getMethod("flush").invoke(handle);
                return "";
            } catch (InvocationTargetException e) {
                return e.getCause().getMessage();
            }
        }
    }

    /** Copies a module's classes; services files of one name replace each other, or are merged. */
    private static void unpack(String module, Path target, boolean replace) throws IOException {
        Path place = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> isOf(module, entry))
                .findFirst()
                .orElseThrow(() -> new AssertionError(module));
        if (Files.isDirectory(place)) {
            copy(place, target, replace);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                copy(jar.getPath("/"), target, replace);
            }
        }
    }

    private static boolean isOf(String module, Path entry) {
        String jar = "allidb-storage-" + module + "-";
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(jar) && Character.isDigit(name.charAt(jar.length()))
                || entry.endsWith(module + "-bundle/target/classes")
                || entry.endsWith(module + "/target/classes");
    }

    private static void copy(Path from, Path target, boolean replace) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (!replace && Files.exists(copy) && file.toString().contains(SERVICES)) {
                    Files.writeString(copy, Files.readString(copy) + "\n" + Files.readString(file));
                } else {
                    try (InputStream bytes = Files.newInputStream(file)) {
                        Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }
}
