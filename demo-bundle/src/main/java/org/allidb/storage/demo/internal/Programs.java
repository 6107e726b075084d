package org.allidb.storage.demo.internal;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;

/** The programs that the launcher can run in a container, each under a name. */
public final class Programs {

    private static final int MAX_THREADS = 8;
    private static final List<String> NAMES = List.of(Demo.PROGRAM, CrashWriter.PROGRAM, CrashVerifier.PROGRAM);

    private final StoragePlatform platform;
    private final BundleUpdates bundles;
    private final Supplier<Optional<StorageServer>> doors;
    private final String launcher;

    /**
     * Creates the programs.
     *
     * @param platform the platform that they use
     * @param bundles updates bundles
     * @param doors finds the network door, if it is open
     * @param launcher the program that starts a container
     */
    public Programs(
            StoragePlatform platform, BundleUpdates bundles, Supplier<Optional<StorageServer>> doors, String launcher) {
        this.platform = platform;
        this.bundles = bundles;
        this.doors = doors;
        this.launcher = launcher;
    }

    /**
     * Returns the names of the programs.
     *
     * @return the names, as the launcher gets them from the command line
     */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Returns a program that is ready to run.
     *
     * @param name one of {@link #names}
     * @param options the options of the program
     * @return the program, which returns the exit status
     */
    public Callable<Integer> program(String name, List<String> options) {
        return () -> {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            ExecutorService threads = Executors.newFixedThreadPool(MAX_THREADS, daemons(name));
            try {
                return switch (name) {
                    case CrashWriter.PROGRAM -> new CrashWriter(platform, threads, out).run();
                    case CrashVerifier.PROGRAM ->
                        new CrashVerifier(
                                        platform,
                                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                                        out)
                                .run();
                    default -> demo(options, threads, out);
                };
            } finally {
                threads.shutdownNow();
            }
        };
    }

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().daemon().name("allidb-" + name + "-", 1).factory();
    }

    private int demo(List<String> options, ExecutorService threads, PrintStream out) throws Exception {
        String directory = options.get(options.indexOf("--work") + 1) + "/crash";
        Demo.Options how = new Demo.Options(options.contains("--fast"), launcher, directory);
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Demo(platform, threads, bundles, doors, how).run(new Stage(out, terminal));
    }
}
