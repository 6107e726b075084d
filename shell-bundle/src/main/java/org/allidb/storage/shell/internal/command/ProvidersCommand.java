package org.allidb.storage.shell.internal.command;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;

@Command(name = "providers", description = "List the replaceable parts: which are in use, from where.")
final class ProvidersCommand extends ShellCommand {

    ProvidersCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TextTable table = new TextTable("COMPONENT", "NAME", "IN USE", "VERSION", "FROM");
        List<String> remarks = new ArrayList<>();
        for (ComponentInfo info : platform().components().list()) {
            String part = info.component() + " '" + info.name() + "'";
            table.add(info.component(), info.name(), info.inUse() ? "yes" : "", info.version(), info.origin());
            if (!info.heldFor().isEmpty()) {
                remarks.add(part + " was removed; it is held for " + String.join(", ", info.heldFor()));
            }
            if (info.failures() > 0) {
                remarks.add(part + " has failed " + Human.count(info.failures(), "time") + "; see allidb:events");
            }
        }
        for (MissingComponent missing : platform().components().missing()) {
            remarks.add(missing.component() + " '" + missing.name() + "' is missing: "
                    + String.join(", ", missing.parameters())
                    + (missing.tenants().isEmpty()
                            ? ""
                            : " of " + Human.count(missing.tenants().size(), "tenant"))
                    + " asks for it; install the bundle or jar that provides it");
        }
        print(table);
        remarks.forEach(this::print);
    }
}
