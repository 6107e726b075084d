package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = "Delete an entity, one of its rows, or a range of entities.",
        footer = {
            "",
            "Examples: delete acme alice",
            "          delete acme alice --kind edge --relation knows --target bob",
            "          delete acme a --to b",
            "          delete acme a --to-end"
        })
final class DeleteCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "ENTITY", description = "The entity, or where the range starts.")
    private String entity = "";

    @Option(names = "--to", paramLabel = "ENTITY", description = "Where the range ends; this one stays.")
    private @Nullable String to;

    @Option(names = "--to-end", description = "This entity and all after it.")
    private boolean toEnd;

    @Option(names = "--kind", paramLabel = "KIND", converter = KindName.class, description = "Only one row: its kind.")
    private @Nullable Kind kind;

    @Option(names = "--qualifier", paramLabel = "TEXT", description = "Its vector name or chunk id.")
    private @Nullable String qualifier;

    @Option(names = "--relation", paramLabel = "TEXT", description = "An edge's relation.")
    private @Nullable String relation;

    @Option(names = "--target", paramLabel = "ENTITY", description = "An edge's target.")
    private @Nullable String target;

    DeleteCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        checkTogether();
        EntityId id = EntityId.of(entity);
        with(tenant, store -> {
            delete(store, id);
            return id;
        });
    }

    /** Deletes nothing rather than more than was meant. */
    private void checkTogether() {
        boolean edge = relation != null || target != null;
        boolean row = kind != null || qualifier != null || edge;
        if (to != null && toEnd) {
            throw new InvalidArgumentException("a range has one end: give --to or --to-end");
        }
        if ((to != null || toEnd) && row) {
            throw new InvalidArgumentException("a range is deleted with all its rows: leave out "
                    + (toEnd ? "--to-end" : "--to") + ", or the row's options");
        }
        if (edge && (relation == null || target == null)) {
            throw new InvalidArgumentException("an edge has a --relation and a --target: give both");
        }
        if (edge && (qualifier != null || kind != null && !kind.equals(Kind.EDGE))) {
            throw new InvalidArgumentException(
                    "--relation and --target name an edge: leave out --qualifier, and any --kind" + " but edge");
        }
        if (!edge && Kind.EDGE.equals(kind)) {
            throw new InvalidArgumentException("which edge? give its --relation and --target");
        }
        if (qualifier != null && kind == null) {
            throw new InvalidArgumentException("a qualifier of which kind? give --kind, such as vector or chunk");
        }
    }

    private void delete(TenantStore store, EntityId id) {
        if (to != null) {
            store.deleteRange(id, EntityId.of(to));
        } else if (toEnd) {
            store.deleteFrom(id);
        } else if (relation != null && target != null) {
            store.delete(RowKey.edge(id, relation, EntityId.of(target)));
        } else if (kind != null) {
            store.delete(RowKey.of(id, kind, qualifier == null ? Qualifier.NONE : Qualifier.of(qualifier)));
        } else {
            store.deleteEntity(id);
        }
    }
}
