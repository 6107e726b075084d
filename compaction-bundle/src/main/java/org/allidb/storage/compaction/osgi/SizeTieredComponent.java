package org.allidb.storage.compaction.osgi;

import java.util.Optional;
import org.allidb.storage.compaction.internal.SizeTieredStrategy;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.osgi.service.component.annotations.Component;

/** The strategy as a service. */
@Component(service = CompactionStrategy.class)
public final class SizeTieredComponent implements CompactionStrategy {

    private final SizeTieredStrategy strategy = new SizeTieredStrategy();

    /** Called by the container. */
    public SizeTieredComponent() {}

    @Override
    public String name() {
        return strategy.name();
    }

    @Override
    public Optional<CompactionTask> propose(CompactionView view) {
        return strategy.propose(view);
    }

    @Override
    public CompactionDebt debt(CompactionView view) {
        return strategy.debt(view);
    }
}
