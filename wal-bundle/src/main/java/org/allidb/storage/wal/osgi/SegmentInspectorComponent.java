package org.allidb.storage.wal.osgi;

import java.io.IOException;
import java.util.function.Consumer;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.LogInspector;
import org.allidb.storage.spi.inspect.LogSurvey;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.wal.internal.SegmentInspector;
import org.osgi.service.component.annotations.Component;

/** The inspector of log segments as a service. */
@Component(service = FileInspector.class)
public final class SegmentInspectorComponent implements LogInspector {

    private final SegmentInspector inspector = new SegmentInspector();

    /** Called by the container. */
    public SegmentInspectorComponent() {}

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
    public void survey(Vfs directory, String path, long owner, LogAnchor anchor, LogSurvey survey) throws IOException {
        inspector.survey(directory, path, owner, anchor, survey);
    }

    @Override
    public String describe(byte[] anchored) {
        return inspector.describe(anchored);
    }
}
