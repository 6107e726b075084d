package org.allidb.storage.shell.internal.command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description = "Write a row.",
        footer = {
            "",
            "Examples: put acme greeting hello",
            "          put acme alice bob --edge knows --weight 0.5",
            "          put acme alice 0.1,0.2,0.3 --vector face",
            "          put acme alice --vector face -- -0.1,0.2,0.3"
        })
final class PutCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "ENTITY", description = "The entity.")
    private String entity = "";

    @Parameters(
            index = "2",
            paramLabel = "CONTENT",
            description = "A value; or an edge's target, a chunk's text, a vector's components, an entity's type.")
    private String content = "";

    @ArgGroup
    private RowForm form = new RowForm();

    @Option(names = "--weight", paramLabel = "N", description = "An edge's weight, or an entity's importance.")
    private float weight = 1;

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "Let the row expire.")
    private @Nullable Long timeToLive;

    @Option(names = "--buffered", description = "Do not wait until it is on stable storage.")
    private boolean buffered;

    private final InstantSource clock;

    PutCommand(StoragePlatform platform, InstantSource clock) {
        super(platform);
        this.clock = clock;
    }

    /** What kind of row it is; one of these or a plain value. */
    static final class RowForm {

        @Option(names = "--edge", paramLabel = "RELATION", description = "An edge to CONTENT.")
        private @Nullable String relation;

        @Option(names = "--chunk", paramLabel = "ID", description = "A chunk with the text CONTENT.")
        private @Nullable String chunk;

        @Option(names = "--vector", paramLabel = "NAME", description = "A vector; CONTENT is x,y,z.")
        private @Nullable String vector;

        @Option(names = "--meta", description = "The entity's own record; CONTENT is its type.")
        private boolean meta;
    }

    @Override
    public void run() {
        WriteOptions options = buffered ? WriteOptions.BUFFERED : WriteOptions.SYNC;
        WriteOptions complete = timeToLive == null ? options : options.withTimeToLive(Duration.ofSeconds(timeToLive));
        Row row = row(EntityId.of(entity));
        with(tenant, store -> {
            store.put(row, complete);
            return row;
        });
    }

    private Row row(EntityId id) {
        if (form.relation != null) {
            return EdgeRow.of(id, form.relation, EntityId.of(content)).withWeight(weight);
        }
        if (form.chunk != null) {
            return ChunkRow.of(id, form.chunk, content);
        }
        if (form.vector != null) {
            return VectorRow.of(id, form.vector, components(content));
        }
        if (form.meta) {
            long now = clock.millis();
            return MetaRow.of(id, content).withImportance(weight).withTimes(now, now);
        }
        return ValueRow.of(id, content.getBytes(StandardCharsets.UTF_8));
    }

    private static float[] components(String text) {
        String[] parts = text.split(",", -1);
        float[] components = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                components[i] = Float.parseFloat(parts[i].strip());
            } catch (NumberFormatException e) {
                throw new InvalidArgumentException(
                        "'" + parts[i] + "' is no number; write a vector like 0.1,0.2,0.3", e);
            }
        }
        return components;
    }
}
