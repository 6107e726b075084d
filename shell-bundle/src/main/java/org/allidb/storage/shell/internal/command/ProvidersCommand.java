package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.StoragePlatform;
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
        for (ComponentInfo info : platform().components().list()) {
            table.add(info.component(), info.name(), info.inUse() ? "yes" : "", info.version(), info.origin());
        }
        print(table);
    }
}
