package org.allidb.storage.shell.internal.command;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.text.Human;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description = "Load rows from a file of JSON lines, all or nothing.",
        footer = {
            "",
            "The file has a JSON object for each row, in any order:",
            "  {\"entity\":\"alice\",\"value\":\"hello\"}",
            "  {\"entity\":\"alice\",\"edge\":\"knows\",\"target\":\"bob\",\"weight\":0.5,",
            "   \"properties\":{\"since\":\"2024\"}}",
            "  {\"entity\":\"alice\",\"vector\":\"face\",\"components\":[0.1,0.2,0.3]}",
            "  {\"entity\":\"alice\",\"chunk\":\"1\",\"text\":\"Once\",\"metadata\":{\"page\":\"1\"}}",
            "  {\"entity\":\"alice\",\"meta\":\"person\",\"importance\":1,\"created\":0,\"updated\":0}",
            "  {\"entity\":\"alice\",\"kind\":64,\"qualifier\":\"q\",\"value\":\"of my own\"}",
            "What is no text is written in base64: \"value_base64\":\"AAE=\".",
            "",
            "Example: load acme rows.jsonl --sorted"
        })
final class LoadCommand extends ShellCommand {

    static final String CREATE = "--create";

    private static final int SHOWN_EACH_ROWS = 1_000;

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(names = CREATE, description = "Create the tenant, and the data directory, if there is none.")
    private boolean create;

    @Option(
            names = "--sorted",
            description =
                    "The rows come by entity, kind and qualifier, which is faster. One that does not is an error.")
    private boolean sorted;

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "Let the rows expire.")
    private @Nullable Long timeToLive;

    @Option(
            names = "--timestamp",
            paramLabel = "N",
            description = "The rows' timestamp, by which they win or lose against others; now if left out.")
    private @Nullable Long timestamp;

    LoadCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        TenantId id = TenantId.of(tenant);
        long rows;
        try (ProgressInput in = ProgressInput.open(file, terminal());
                TenantStore store =
                        create ? platform().openOrCreate(id) : platform().open(id)) {
            rows = load(store, in);
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no file " + file + "; check the name", e);
        } catch (IOException e) {
            throw new StorageIoException(
                    "the file " + file + " cannot be read (" + e.getMessage() + "). Nothing was loaded", e);
        }
        long nanos = System.nanoTime() - start;
        print("loaded " + Human.count(rows, "row") + " in " + Human.nanos(nanos) + " (" + Human.rate(rows, nanos)
                + ")");
    }

    private long load(TenantStore store, ProgressInput in) throws IOException {
        try (JsonRows rows = new JsonRows(in, file.toString());
                BulkLoad load = store.bulkLoad(options())) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                try {
                    load.add(row);
                } catch (InvalidArgumentException e) {
                    throw rows.atLine(e.getMessage(), e);
                }
                if (load.rows() % SHOWN_EACH_ROWS == 0) {
                    in.show(load.rows());
                }
            }
            in.showEnd();
            load.finish();
            return load.rows();
        }
    }

    private BulkLoadOptions options() {
        BulkLoadOptions options = sorted ? BulkLoadOptions.SORTED : BulkLoadOptions.UNSORTED;
        options = timeToLive == null ? options : options.withTimeToLive(Duration.ofSeconds(timeToLive));
        return timestamp == null ? options : options.withTimestamp(timestamp);
    }
}
