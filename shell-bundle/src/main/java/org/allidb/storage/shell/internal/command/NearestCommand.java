package org.allidb.storage.shell.internal.command;

import java.util.Locale;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorMetric;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "nearest",
        description = "Show the entities whose vectors are nearest to that of one.",
        footer = {"", "Example: nearest jdk java/util/HashMap --name shape --count 5"})
final class NearestCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "ENTITY", description = "Whose vector is compared with all others.")
    private String entity = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Which of the entities' vectors (the one without a name).")
    private String name = "";

    @Option(names = "--metric", paramLabel = "METRIC", description = "cosine, dot_product or euclidean (cosine).")
    private VectorMetric metric = VectorMetric.COSINE;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only entities that begin with it.")
    private @Nullable String prefix;

    @Option(names = "--count", paramLabel = "N", description = "At most so many (${DEFAULT-VALUE}).")
    private int count = 10;

    NearestCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        Neighbours found = with(tenant, this::search);
        TextTable table = new TextTable("ENTITY", "DISTANCE>");
        for (Neighbour neighbour : found.nearest()) {
            table.add(neighbour.key().entity(), String.format(Locale.ROOT, "%.4f", neighbour.distance()));
        }
        print(table);
        print(Human.count(found.compared()) + " vectors compared"
                + (found.otherDimension() == 0
                        ? ""
                        : "; " + Human.count(found.otherDimension()) + " have another number of components"));
    }

    private Neighbours search(TenantStore store) {
        VectorRow wanted = store.get(RowKey.vector(EntityId.of(entity), name))
                .map(stored -> (VectorRow) stored.row())
                .orElseThrow(() -> new InvalidArgumentException("entity '" + entity + "' of tenant '" + tenant
                        + "' has no vector '" + name + "'; scan " + tenant + " --prefix " + entity
                        + " --kind vector shows which it has"));
        VectorSearch search =
                VectorSearch.of(name, wanted.components()).metric(metric).count(count);
        return store.nearest(prefix == null ? search : search.prefix(EntityId.of(prefix)));
    }
}
