package org.allidb.storage.demo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.text.Human;

/** A program that runs the steps of the demo one after the other. */
final class Demo {

    static final String PROGRAM = "demo";

    private static final TenantId JDK = TenantId.of("jdk");
    private static final TenantId STRANGER = TenantId.of("stranger");
    private static final int FAST_ONE_IN = 10;
    private static final int CRASH_ROWS = 5_000;
    private static final long SWAP_OPERATIONS = 100_000;

    private final StoragePlatform platform;
    private final ExecutorService threads;
    private final BundleUpdates bundles;
    private final Supplier<Optional<StorageServer>> doors;
    private final Options options;

    /**
     * The options of a run.
     *
     * @param fast whether a tenth of the input is enough (with all of {@code java.util}, which the questions are about)
     * @param launcher the program that starts a container
     * @param directory a directory of the demo's own, for the process that is killed
     */
    record Options(boolean fast, String launcher, String directory) {}

    Demo(
            StoragePlatform platform,
            ExecutorService threads,
            BundleUpdates bundles,
            Supplier<Optional<StorageServer>> doors,
            Options options) {
        this.platform = platform;
        this.threads = threads;
        this.bundles = bundles;
        this.doors = doors;
        this.options = options;
    }

    /** Runs all steps and returns the exit status. */
    int run(Stage stage) throws Exception {
        int oneIn = options.fast() ? FAST_ONE_IN : 1;
        long start = System.nanoTime();
        try (TenantStore jdk = platform.create(JDK, TenantSettings.DEFAULTS);
                TenantStore stranger = platform.create(STRANGER, TenantSettings.DEFAULTS)) {
            List<Step> steps = new ArrayList<>();
            steps.add(new LoadStep(jdk, threads, oneIn));
            steps.add(new QuestionStep(jdk, stranger));
            steps.add(new DoorStep(platform, doors, JDK, STRANGER));
            steps.add(new RewriteStep(jdk));
            steps.add(new QuotaStep(platform));
            steps.add(new CrashStep(options.launcher(), options.directory(), CRASH_ROWS / oneIn));
            steps.add(new SwapStep(platform, threads, bundles, SWAP_OPERATIONS / oneIn));
            steps.add(new SummaryStep(platform, jdk));
            for (int i = 0; i < steps.size(); i++) {
                stage.title(i + 1 + "/" + steps.size() + "  " + steps.get(i).title());
                steps.get(i).run(stage);
            }
        }
        String time = Human.nanos(System.nanoTime() - start);
        if (stage.failures() > 0) {
            stage.title(Human.count(stage.failures(), "thing") + " not as it should be; " + time);
            return 1;
        }
        stage.title("All as it should be, in " + time + ". Try next:");
        stage.say("./allidb demo --keep   keep the data; it says where, and how to look at it");
        stage.say("./allidb run           the shell, and the console in your browser; 'help' lists the commands");
        stage.say("examples/              ten lines of Java, a live swap, a client bundle");
        return 0;
    }
}
