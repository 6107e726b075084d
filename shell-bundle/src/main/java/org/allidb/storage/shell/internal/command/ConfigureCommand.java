package org.allidb.storage.shell.internal.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "configure",
        description = "Show or set parameters that take effect at once.",
        footer = {
            "",
            "Example: configure compaction.strategy=leveled compaction.max_concurrent=2",
            "It holds until the storage is started again, or its configuration file changes: write there what is to"
                    + " last."
        })
final class ConfigureCommand extends ShellCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "PARAMETER=VALUE",
            description =
                    "A parameter that is marked [live] in the configuration file; all of them are shown if none is"
                            + " named.")
    private Map<String, String> changes = new LinkedHashMap<>();

    ConfigureCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        Set<String> live = StorageConfiguration.liveParameters();
        if (!changes.isEmpty()) {
            StorageConfiguration changed = platform().configuration().with(changes);
            changes.keySet().stream()
                    .filter(path -> !live.contains(path))
                    .findFirst()
                    .ifPresent(path -> {
                        throw new InvalidArgumentException(
                                "'" + path + "' takes effect when the storage is started; write it to"
                                        + " the configuration file, and start the storage again; nothing was changed");
                    });
            platform().configure(changed);
        }
        TextTable table = new TextTable("PARAMETER", "VALUE");
        platform()
                .configuration()
                .values()
                .forEach((section, values) -> values.forEach((key, value) -> {
                    String path = section + "." + key;
                    if (changes.isEmpty() ? live.contains(path) : changes.containsKey(path)) {
                        table.add(path, value);
                    }
                }));
        print(table);
    }
}
