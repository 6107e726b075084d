package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleException;

/** The main class: {@code run} starts the container with its shell, another word runs the program of that name in it. */
public final class Launcher {

    private static final String RUN = "run";
    private static final String DEMO = "demo";
    private static final String KEEP = "--keep";
    private static final String NO_SHELL = "--no-shell";
    private static final long READY_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 100;
    private static final long STOP_MILLIS = 30_000;
    private static final int USAGE_ERROR = 2;

    private final Path home;
    private final String command;
    private final List<String> options;
    private final long startNanos = System.nanoTime();

    private Launcher(Path home, String command, List<String> options) {
        this.home = home;
        this.command = command;
        this.options = options;
    }

    /**
     * Starts.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.isEmpty() || List.of("help", "--help", "-h").contains(words.getFirst())) {
            System.out.print(Help.TEXT);
            return;
        }
        Path home = Path.of(System.getProperty("allidb.home", ".")).toAbsolutePath();
        Launcher launcher = new Launcher(home, words.getFirst(), words.subList(1, words.size()));
        System.exit(launcher.launchOrComplain());
    }

    private int launchOrComplain() {
        try {
            return launch();
        } catch (IllegalArgumentException e) {
            System.err.println("allidb: " + e.getMessage());
            return USAGE_ERROR;
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }

    private int launch() throws Exception {
        return switch (command) {
            case RUN -> inContainer(home.resolve("data"), !options.contains(NO_SHELL), this::run);
            case DEMO -> demo();
            default -> inContainer(home.resolve("data"), false, container -> runProgram(container, options));
        };
    }

    private int demo() throws Exception {
        Path work = home.resolve("demo");
        Directories.delete(work);
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--work", work.toString()));
        int status = inContainer(work.resolve("data"), false, container -> runProgram(container, all));
        if (options.contains(KEEP)) {
            System.out.println("  The data is kept; to look at it:");
            System.out.println("  ./allidb run --data " + work.resolve("data"));
        } else {
            Directories.delete(work);
        }
        return status;
    }

    /** What is done in a running container. */
    private interface Action {
        int in(Container container) throws Exception;
    }

    private int inContainer(Path defaultData, boolean shell, Action action) throws Exception {
        Settings settings = Settings.of(home, defaultData, options);
        Logging logging = Logging.start(settings.log(), shell);
        Container container = new Container(settings);
        Thread onSignal = new Thread(() -> stop(container), "allidb-stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        container.start();
        boolean ready = false;
        for (long millis = 0; !ready && !logging.failed() && millis < READY_MILLIS; millis += LOOK_MILLIS) {
            ready = container.awaitPlatform(LOOK_MILLIS);
        }
        if (!ready) {
            System.err.println("The storage is not ready; the log in " + settings.log() + " says why.");
            return 1;
        }
        int status = action.in(container);
        stop(container);
        return status;
    }

    private int run(Container container) throws InterruptedException {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        System.out.println("AlliDB Storage is ready after " + millis + " ms; data in " + container.settings().data());
        if (!options.contains(NO_SHELL)) {
            System.out.println("'help' lists the commands, Ctrl-D or Ctrl-C stops.");
            container.openShell();
        }
        container.awaitStop();
        return 0;
    }

    private int runProgram(Container container, List<String> programOptions) throws Exception {
        Callable<?> program = container.program(command, programOptions, READY_MILLIS);
        if (program == null) {
            System.err.println("There is no command '" + command + "'.");
            System.err.print(Help.TEXT);
            return USAGE_ERROR;
        }
        return program.call() instanceof Integer status ? status : 0;
    }

    private static void stop(Container container) {
        try {
            container.stop(STOP_MILLIS);
        } catch (BundleException | InterruptedException | IOException e) {
            System.err.println("Stopping the container failed: " + e);
        }
    }
}
