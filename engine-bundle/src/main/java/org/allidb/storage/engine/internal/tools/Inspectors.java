package org.allidb.storage.engine.internal.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.engine.internal.version.ManifestInspector;
import org.allidb.storage.spi.inspect.CatalogueInspector;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.inspect.LogInspector;
import org.allidb.storage.spi.inspect.TableInspector;

/** The inspectors that are present. Of several for one kind of file the last one counts. */
final class Inspectors {

    private final List<FileInspector> all = new ArrayList<>();
    private final ManifestInspector manifests = new ManifestInspector();
    private final LogRegisterInspector registers;

    Inspectors(Iterable<FileInspector> found) {
        registers = new LogRegisterInspector(anchored -> describe(found, anchored));
        all.add(new FormatInspector());
        all.add(manifests);
        all.add(registers);
        found.forEach(all::add);
    }

    ManifestInspector manifests() {
        return manifests;
    }

    LogRegisterInspector registers() {
        return registers;
    }

    /** Returns what is known of a log, as far as it can be known here. */
    private static String describe(Iterable<FileInspector> found, byte[] anchored) {
        String description = anchored.length + " bytes";
        for (FileInspector inspector : found) {
            if (inspector instanceof LogInspector logs) {
                description = logs.describe(anchored);
            }
        }
        return description;
    }

    TableInspector tables() {
        return require(TableInspector.class, "table", "allidb-storage-sstable");
    }

    LogInspector logs() {
        return require(LogInspector.class, "log", "allidb-storage-wal");
    }

    CatalogueInspector catalogues() {
        return require(CatalogueInspector.class, "catalogue", "allidb-storage-tenant-guard");
    }

    /** Returns the inspector for a file; its first bytes count more than its name. */
    Optional<FileInspector> of(String name, byte[] head) {
        return find("", head).or(() -> find(name, head));
    }

    private Optional<FileInspector> find(String name, byte[] head) {
        return all.reversed().stream()
                .filter(inspector -> inspector.recognises(name, head))
                .findFirst();
    }

    private <I extends FileInspector> I require(Class<I> type, String what, String artifact) {
        return find(type)
                .orElseThrow(() -> new ComponentMissingException(
                        "inspector",
                        what,
                        "nothing here can look at a " + what + "; add " + artifact
                                + " or allidb-storage-embedded to the class path"));
    }

    private <I extends FileInspector> Optional<I> find(Class<I> type) {
        return all.reversed().stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
