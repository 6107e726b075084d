package org.allidb.storage.distribution;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleException;

/** The main class: {@code run} starts the container with its shell, another word runs the program of that name in it. */
public final class Launcher {

    private static final String RUN = "run";
    private static final String DEMO = "demo";
    private static final String TRAIN = "train";
    /** What each command takes; 'tune' starts the one that trains, and those after the demo are processes that the demo starts. */
    private static final Map<String, List<String>> COMMANDS = Map.of(
            RUN,
            List.of(Options.DATA, Options.CONF, Options.LOG, Options.CACHE, Options.NO_SHELL),
            TRAIN,
            List.of(Options.DATA, Options.CONF, Options.LOG, Options.CACHE),
            DEMO,
            List.of(Options.FAST, Options.KEEP),
            "crash-writer",
            List.of(Options.DATA),
            "crash-verifier",
            List.of(Options.DATA));

    /** The address of HTTP in what the door says of itself. */
    private static final Pattern WEB = Pattern.compile("https?://[^;, ]+");

    private static final String CONSOLE = "org.allidb.storage.console";
    private static final long READY_MILLIS = 60_000;
    private static final long DOOR_MILLIS = 5_000;
    private static final long LOOK_MILLIS = 100;
    private static final long STOP_MILLIS = 30_000;
    private static final int USAGE_ERROR = 2;

    private final Path home;
    private final String command;
    private final Options options;
    private final long startNanos = System.nanoTime();

    private Launcher(Path home, String command, Options options) {
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
        System.exit(run(List.of(arguments)));
    }

    /** Returns the options of a command; nothing if there is no such command. */
    static List<String> optionsOf(String command) {
        return COMMANDS.getOrDefault(command, List.of());
    }

    private static int run(List<String> words) {
        String command = words.isEmpty() ? "help" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        if (List.of("help", "--help", "-h").contains(command) || rest.contains("--help") || rest.contains("-h")) {
            System.out.print(Help.TEXT);
            return 0;
        }
        List<String> known = COMMANDS.get(command);
        if (known == null) {
            System.err.println("There is no command '" + command + "'.");
            System.err.print(Help.TEXT);
            return USAGE_ERROR;
        }
        try {
            Path home = Path.of(System.getProperty("allidb.home", ".")).toAbsolutePath();
            return new Launcher(home, command, new Options(command, known, rest)).launch();
        } catch (IllegalArgumentException e) {
            System.err.println("allidb: " + e.getMessage());
            return USAGE_ERROR;
        } catch (FileSystemException e) {
            System.err.println("allidb: " + e.getFile() + ": " + reason(e));
            return 1;
        } catch (Exception e) {
            System.err.println("allidb: '" + command + "' failed: " + e);
            Logger.getLogger(Launcher.class.getName()).log(Level.FINE, command + " failed", e);
            return 1;
        }
    }

    private static String reason(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "this user may not write it";
        }
        return e.getReason() == null ? "it cannot be used (" + e.getClass().getSimpleName() + ")" : e.getReason();
    }

    private int launch() throws Exception {
        return switch (command) {
            case RUN ->
                inContainer(
                        home.resolve("data"), options.has(Options.NO_SHELL) ? Level.INFO : Level.WARNING, this::run);
            case TRAIN -> inContainer(home.resolve("data"), Level.SEVERE, Launcher::train);
            case DEMO -> demo();
            default -> inContainer(home.resolve("data"), Level.SEVERE, container -> runProgram(container, List.of()));
        };
    }

    private int demo() throws Exception {
        Optional<HeldFile> alone = HeldFile.take(home.resolve("demo.lock"));
        if (alone.isEmpty()) {
            System.err.println("allidb: another demo runs in " + home + "; wait until it has ended.");
            return 1;
        }
        HeldFile held = alone.get();
        try {
            return demo(home.resolve("demo"));
        } finally {
            held.close();
        }
    }

    private int demo(Path work) throws Exception {
        Directories.delete(work);
        List<String> how = options.has(Options.FAST)
                ? List.of(Options.FAST, "--work", work.toString())
                : List.of("--work", work.toString());
        int status = inContainer(work.resolve("data"), Level.SEVERE, container -> runProgram(container, how));
        if (options.has(Options.KEEP)) {
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

    private int inContainer(Path defaultData, Level console, Action action) throws Exception {
        Settings settings = Settings.of(home, defaultData, options);
        Logging logging = Logging.start(settings.log(), console);
        Container container = new Container(settings);
        Thread onSignal = new Thread(() -> stop(container), "allidb-stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        container.start();
        boolean ready = false;
        boolean hope = true;
        for (long millis = 0; !ready && hope && millis < READY_MILLIS; millis += LOOK_MILLIS) {
            ready = container.awaitPlatform(LOOK_MILLIS);
            hope = !logging.failed() && !container.isStopped();
        }
        if (!ready && container.isStopped()) {
            return 1;
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
        System.out.println("AlliDB Storage is ready after " + millis + " ms; data in "
                + container.settings().data());
        String door = container.door(DOOR_MILLIS);
        System.out.println(
                door == null
                        ? "The door for clients of Redis is closed; the log says why, unless server.enabled is false."
                        : "Clients of Redis connect to " + door + ".");
        if (door != null && container.isActive(CONSOLE)) {
            WEB.matcher(door)
                    .results()
                    .forEach(web -> System.out.println("The console is at " + web.group() + "/console/"));
        }
        if (!options.has(Options.NO_SHELL)) {
            System.out.println("'help' lists the commands, Ctrl-D or Ctrl-C stops.");
            container.openShell();
        }
        container.awaitStop();
        return 0;
    }

    private static int train(Container container) throws IOException, InterruptedException {
        String door = container.door(DOOR_MILLIS);
        if (door == null) {
            System.err.println("allidb: the door for clients did not open");
            return 1;
        }
        Matcher address = WEB.matcher(door);
        if (!address.find()) {
            throw new IllegalStateException("no address in '" + door + "'");
        }
        new Training(URI.create(address.group())).run();
        return 0;
    }

    private int runProgram(Container container, List<String> how) throws Exception {
        Callable<?> program = container.program(command, how, READY_MILLIS);
        if (program == null) {
            System.err.println(
                    "allidb: no bundle has the program '" + command + "'; is allidb-storage-demo in bundle/?");
            return 1;
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
