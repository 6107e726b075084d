package org.allidb.storage.demo.internal;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The class files in the run-time image ({@code jrt:/}) of the running JDK: real input that every machine has. */
final class JdkClasses implements AutoCloseable {

    private static final String SUFFIX = ".class";

    /** A class file: the reader of its module and its name in the module. */
    record ClassFileRef(ModuleReader reader, String name) {

        byte[] read() throws IOException {
            ByteBuffer buffer = reader.read(name).orElseThrow(() -> new IOException(name + " is gone"));
            try {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                return bytes;
            } finally {
                reader.release(buffer);
            }
        }
    }

    private final List<ModuleReader> readers = new ArrayList<>();
    private final List<ClassFileRef> files = new ArrayList<>();

    /** Finds one class in {@code oneIn}, and all of {@code java.util}. */
    JdkClasses(int oneIn) throws IOException {
        List<ModuleReference> modules = ModuleFinder.ofSystem().findAll().stream()
                .sorted(Comparator.comparing(module -> module.descriptor().name()))
                .toList();
        for (ModuleReference module : modules) {
            ModuleReader reader = module.open();
            readers.add(reader);
            try (Stream<String> names = reader.list()) {
                names.filter(name -> name.endsWith(SUFFIX) && !name.endsWith("module-info.class"))
                        .sorted()
                        .map(name -> new ClassFileRef(reader, name))
                        .forEach(files::add);
            }
        }
        if (oneIn > 1) {
            List<ClassFileRef> all = List.copyOf(files);
            files.clear();
            for (int i = 0; i < all.size(); i++) {
                if (i % oneIn == 0 || all.get(i).name().startsWith("java/util/")) {
                    files.add(all.get(i));
                }
            }
        }
    }

    List<ClassFileRef> files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        for (ModuleReader reader : readers) {
            reader.close();
        }
    }
}
