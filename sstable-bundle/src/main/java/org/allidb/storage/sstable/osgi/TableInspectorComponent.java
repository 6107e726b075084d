package org.allidb.storage.sstable.osgi;

import java.io.IOException;
import java.util.function.Consumer;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.inspect.SalvagedTable;
import org.allidb.storage.spi.inspect.TableInspector;
import org.allidb.storage.sstable.internal.BlockTableInspector;
import org.osgi.service.component.annotations.Component;

/** The inspector of tables as a service. */
@Component(service = FileInspector.class)
public final class TableInspectorComponent implements TableInspector {

    private final BlockTableInspector inspector = new BlockTableInspector();

    /** Called by the container. */
    public TableInspectorComponent() {}

    @Override
    public String name() {
        return inspector.name();
    }

    @Override
    public boolean recognises(String name, byte[] head) {
        return inspector.recognises(name, head);
    }

    @Override
    public void dump(InspectedFile file, Codecs codecs, boolean entries, Consumer<String> lines) throws IOException {
        inspector.dump(file, codecs, entries, lines);
    }

    @Override
    public SalvagedTable salvage(InspectedFile file, Codecs codecs, InspectionSink sink) throws IOException {
        return inspector.salvage(file, codecs, sink);
    }
}
