package org.allidb.storage.engine.internal.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ComponentKind.NameParameter;
import org.allidb.storage.spi.inspect.FileInspector;
import org.junit.jupiter.api.Test;

/** What is said of a kind of part holds in the configuration and in the module. */
class ComponentKindTest {

    @Test
    void moduleUsesTheInterfacesOfAllKinds() throws Exception {
        Set<String> kinds = new TreeSet<>();
        ComponentKind.all().forEach(kind -> kinds.add(kind.type().getName()));
        Set<String> used = new TreeSet<>(engine().uses());
        // the tools use it, not the platform
        used.remove(FileInspector.class.getName());
        assertEquals(kinds, used);
    }

    @Test
    void parametersReadTheValueOfTheirPath() {
        StorageConfiguration configuration = StorageConfiguration.DEFAULTS;
        for (ComponentKind<?> kind : ComponentKind.all()) {
            for (NameParameter parameter : kind.parameters()) {
                String value = "named by " + parameter.path();
                StorageConfiguration changed = configuration.with(parameter.path(), value);
                assertEquals(value, parameter.in(changed));
                assertEquals(true, kind.isNamedIn(changed, value));
                assertEquals(false, kind.isNamedIn(configuration, value));
            }
        }
    }

    @Test
    void kindsAreListedWithTheirNames() {
        List<String> labels =
                ComponentKind.all().stream().map(ComponentKind::label).toList();
        assertEquals(
                List.of(
                        "vfs",
                        "runtime",
                        "wal",
                        "memtable",
                        "sstable",
                        "codec",
                        "filter",
                        "strategy",
                        "executor",
                        "scheduler",
                        "throttler",
                        "tenant-guard",
                        "quota-policy",
                        "keys",
                        "replication"),
                labels);
    }

    private static ModuleDescriptor engine() throws IOException {
        URI classes = URI.create(
                ComponentKind.class.getProtectionDomain().getCodeSource().getLocation() + "module-info.class");
        try (InputStream in = classes.toURL().openStream()) {
            return ModuleDescriptor.read(in);
        }
    }
}
