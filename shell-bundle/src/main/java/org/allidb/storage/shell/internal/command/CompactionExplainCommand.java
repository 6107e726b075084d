package org.allidb.storage.shell.internal.command;

import java.util.List;
import org.allidb.storage.api.CompactionExplanation;
import org.allidb.storage.api.CompactionExplanation.Group;
import org.allidb.storage.api.CompactionExplanation.Proposal;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "compaction-explain", description = "Say what the compaction strategy would do now, and why.")
final class CompactionExplainCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    CompactionExplainCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        with(tenant, store -> {
            explain(store.explainCompaction());
            TaskLines.of(store.statistics().runningTasks()).forEach(this::print);
            return store;
        });
    }

    private void explain(CompactionExplanation explanation) {
        TextTable table =
                new TextTable("LEVEL>", "TABLES>", "SIZE>", "FROM>", "TO>", "OVERWRITTEN>", "PROPOSED>", "COMPACTING>");
        for (Group group : explanation.groups()) {
            table.add(
                    group.level(),
                    Human.count(group.tables()),
                    Human.bytes(group.bytes()),
                    Human.bytes(group.leastBytes()),
                    Human.bytes(group.mostBytes()),
                    percent(group.overwrittenBytes(), group.bytes()),
                    Human.count(group.proposed()),
                    Human.count(group.compacting()));
        }
        print(table);
        long bytes = explanation.groups().stream().mapToLong(Group::bytes).sum();
        print("");
        print("strategy     " + explanation.strategy());
        print("overwritten  " + percent(explanation.overwrittenBytes(), bytes) + " of all, as estimated");
        print("due          " + Human.count(explanation.dueTables(), "table") + ", "
                + Human.bytes(explanation.dueBytes()));
        print("now          "
                + explanation.proposal().map(CompactionExplainCommand::text).orElse("nothing"));
        List<String> next = explanation.next();
        for (int i = 0; i < next.size(); i++) {
            print((i == 0 ? "next         " : "             ") + next.get(i));
        }
    }

    private static String text(Proposal proposal) {
        String target = proposal.action().equals("drop") ? "" : " to level " + proposal.targetLevel();
        String gain = proposal.overwrittenBytes() == 0
                ? ""
                : ", of which " + percent(proposal.overwrittenBytes(), proposal.bytes()) + " goes";
        return proposal.action() + " " + Human.count(proposal.tables().size(), "table") + " of "
                + Human.bytes(proposal.bytes()) + target + gain + ": " + proposal.reason();
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "0 %" : Math.round(100.0 * part / whole) + " %";
    }
}
