package org.allidb.storage.codec.lz4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.util.Native;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.spi.codec.Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the codec loads, when, and what that leaves behind: seen in processes of their own, with a temporary folder of theirs. */
class NativeCodeTest {

    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path temporary;

    @Test
    void nothingIsLoadedBeforeTheFirstBlock() throws Exception {
        assertEquals("found lz4, loaded false", run(classPath(true), "find"));
        assertEquals(List.of(), left());
    }

    @Test
    void killedProcessLeavesNothingBehind() throws Exception {
        assertEquals("compressed natively true", run(classPath(true), "halt"));
        assertEquals(List.of(), left());
    }

    @Test
    void withoutTheLibraryTheCodecIsFoundAndSaysWhatIsMissing() throws Exception {
        String told = run(classPath(false), "missing");
        assertTrue(
                told.startsWith("the codec 'lz4' cannot work without the library lz4-java, which cannot be loaded (")
                        && told.contains("net/jpountz")
                        && told.endsWith("add at.yawk.lz4:lz4-java to the class path, module path or container"),
                told);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> !file.endsWith("hsperfdata_" + System.getProperty("user.name")))
                    .toList();
        }
    }

    private static String classPath(boolean library) {
        return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(entry -> library || !entry.contains("lz4-java"))
                .reduce((a, b) -> a + java.io.File.pathSeparator + b)
                .orElseThrow();
    }

    private String run(String classPath, String what) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                classPath,
                Uses.class.getName(),
                what));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the process hangs");
        return told;
    }

    /** The main class of the processes. */
    static final class Uses {

        private Uses() {}

        public static void main(String[] arguments) {
            Codec codec = new Lz4Codec();
            switch (arguments[0]) {
                case "find" -> System.out.println("found " + codec.name() + ", loaded " + Native.isLoaded());
                case "halt" -> {
                    byte[] block = new byte[1_000];
                    byte[] target = new byte[codec.maxCompressedLength(block.length)];
                    codec.compress(block, 0, block.length, target, 0);
                    System.out.println("compressed natively "
                            + LZ4Factory.nativeInstance()
                                    .fastCompressor()
                                    .toString()
                                    .contains("JNI"));
                    System.out.flush();
                    // as a kill does it: no hook runs, nothing is deleted on exit
                    Runtime.getRuntime().halt(1);
                }
                default -> {
                    try {
                        codec.maxCompressedLength(1);
                    } catch (ComponentMissingException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
        }
    }
}
