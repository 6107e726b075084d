package org.allidb.storage.shell.internal.command;

import java.io.PrintWriter;
import java.util.function.Function;
import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One execution of a command: picocli fills the fields in, then runs it. */
abstract class ShellCommand implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explain this command.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option
    private boolean help;

    @Spec
    private CommandSpec spec;

    private final StoragePlatform platform;

    ShellCommand(StoragePlatform platform) {
        this.platform = platform;
    }

    final StoragePlatform platform() {
        return platform;
    }

    final void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    /** Returns where a progress is shown. */
    final PrintWriter terminal() {
        return spec.commandLine().getErr();
    }

    final void print(TextTable table) {
        table.lines(spec.commandLine().getUsageHelpWidth()).forEach(this::print);
    }

    /** Returns the cluster that the platform is a node of. */
    final Cluster cluster() {
        return platform.cluster()
                .orElseThrow(() -> new InvalidArgumentException(
                        "this data directory is no node of a cluster; docs/cluster.md says how it becomes one"));
    }

    /** Does something with an open tenant. */
    final <T> T with(String tenant, Function<TenantStore, T> action) {
        try (TenantStore store = platform.open(TenantId.of(tenant))) {
            return action.apply(store);
        }
    }

    /** Returns what is known of a tenant, which is not opened for it. */
    final TenantInfo info(String tenant) {
        TenantId id = TenantId.of(tenant);
        return platform.tenants().stream()
                .filter(info -> info.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new TenantUnknownException(
                        id, "there is no tenant '" + id + "'; create it first, or check the id"));
    }
}
