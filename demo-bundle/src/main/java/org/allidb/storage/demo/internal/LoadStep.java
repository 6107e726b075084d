package org.allidb.storage.demo.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.ProgressBar;

/** The step that writes the classes of the running JDK to a tenant, a batch of classes at a time, each batch synced. */
final class LoadStep implements Step {

    private static final int CLASSES_PER_BATCH = 32;
    private static final int THREADS = 2;

    private final TenantStore store;
    private final ExecutorService workers;
    private final int oneIn;
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final AtomicInteger nextBatch = new AtomicInteger();
    private final AtomicInteger classes = new AtomicInteger();

    LoadStep(TenantStore store, ExecutorService workers, int oneIn) {
        this.store = store;
        this.workers = workers;
        this.oneIn = oneIn;
    }

    @Override
    public String title() {
        return "the classes of this JDK become rows of tenant '" + store.id() + "'";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (JdkClasses jdk = new JdkClasses(oneIn)) {
            List<JdkClasses.ClassFileRef> files = jdk.files();
            ProgressBar progress = stage.progress();
            long start = System.nanoTime();
            List<Future<?>> loaders = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                loaders.add(workers.submit(() -> {
                    load(files, progress, start);
                    return null;
                }));
            }
            for (Future<?> loader : loaders) {
                loader.get();
            }
            progress.keep();
            long nanos = System.nanoTime() - start;
            stage.check(
                    classes.get() == files.size(),
                    Human.count(classes.get()) + " classes, " + Human.count(rows.sum()) + " rows, "
                            + Human.bytes(bytes.sum()) + ", every batch synced, in " + Human.nanos(nanos));
            if (oneIn > 1) {
                stage.say("(one class in " + oneIn + ", and all of java/util/, which the questions are about)");
            }
        }
    }

    private void load(List<JdkClasses.ClassFileRef> files, ProgressBar progress, long start) throws IOException {
        WriteBatch batch = store.newBatch();
        int from = CLASSES_PER_BATCH * nextBatch.getAndIncrement();
        while (from < files.size()) {
            int to = Math.min(files.size(), from + CLASSES_PER_BATCH);
            for (JdkClasses.ClassFileRef file : files.subList(from, to)) {
                for (Row row : ClassRows.of(file.read(), System.currentTimeMillis())) {
                    batch.put(row);
                }
            }
            store.write(batch);
            rows.add(batch.size());
            bytes.add(batch.bytes());
            batch.clear();
            int done = classes.addAndGet(to - from);
            long nanos = System.nanoTime() - start;
            progress.show(
                    done,
                    files.size(),
                    Human.count(rows.sum()) + " rows  " + Human.rate(rows.sum(), nanos) + "  "
                            + Human.bytes(bytes.sum()));
            from = CLASSES_PER_BATCH * nextBatch.getAndIncrement();
        }
    }
}
