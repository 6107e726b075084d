package org.allidb.storage.shell.internal.command;

import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKey;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "keys", description = "List the keys of the network door.")
final class KeysCommand extends ShellCommand {

    @Parameters(arity = "0..1", paramLabel = "TENANT", description = "Only those of this tenant.")
    private Optional<String> tenant = Optional.empty();

    KeysCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        Optional<TenantId> wanted = tenant.map(TenantId::of);
        List<AccessKey> keys = AccessKeys.of(platform()).list().stream()
                .filter(key -> wanted.isEmpty() || wanted.get().equals(key.tenant()))
                .toList();
        if (keys.isEmpty()) {
            print("no keys");
            return;
        }
        TextTable table = new TextTable("KEY", "TENANT", "ROLE", "LABEL", "CREATED");
        keys.forEach(key -> table.add(
                key.id(), key.isOfPlatform() ? "(platform)" : key.tenant(), key.role(), key.label(), key.created()));
        print(table);
    }
}
