package org.allidb.storage.tenant.osgi;

import java.io.IOException;
import java.util.function.Consumer;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.CatalogueInspector;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.tenant.internal.CatalogueFileInspector;
import org.osgi.service.component.annotations.Component;

/** The inspector of catalogues as a service. */
@Component(service = FileInspector.class)
public final class CatalogueInspectorComponent implements CatalogueInspector {

    private final CatalogueFileInspector inspector = new CatalogueFileInspector();

    /** Called by the container. */
    public CatalogueInspectorComponent() {}

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
    public Content read(InspectedFile file, InspectionSink sink) throws IOException {
        return inspector.read(file, sink);
    }
}
