package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.function.Consumer;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.inspect.SalvagedTable;
import org.allidb.storage.spi.inspect.TableInspector;
import org.allidb.storage.sstable.internal.cache.MappingBudget;
import org.allidb.storage.sstable.internal.format.common.PropertiesCodec;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.read.TableBytes;

/** An inspector that dumps and salvages tables. */
public class BlockTableInspector implements TableInspector {

    /** Called by {@link java.util.ServiceLoader}. */
    public BlockTableInspector() {}

    @Override
    public String name() {
        return PropertiesCodec.FORMAT;
    }

    @Override
    public boolean recognises(String name, byte[] head) {
        return TableHeader.hasMagic(head) || name.endsWith(".sst");
    }

    @Override
    public SalvagedTable salvage(InspectedFile file, Codecs codecs, InspectionSink sink) throws IOException {
        return survey(file, codecs, sink, (table, survey) -> table);
    }

    @Override
    public void dump(InspectedFile file, Codecs codecs, boolean entries, Consumer<String> lines) throws IOException {
        TableDump dump = new TableDump(file, entries, lines);
        survey(file, codecs, dump, dump::print).close();
    }

    /** The use of a table that was surveyed. */
    private interface Use<T> {
        T with(SurveyedTable table, TableSurvey survey) throws IOException;
    }

    private static <T> T survey(InspectedFile file, Codecs codecs, InspectionSink sink, Use<T> use) throws IOException {
        // by position: a damaged file may be shorter than it says
        TableBytes bytes = new TableBytes(file.files(), file.name(), false, new MappingBudget());
        TableSurvey survey = null;
        try {
            survey = new TableSurvey(file, bytes, codecs, sink);
            return use.with(new SurveyedTable(bytes, survey, sink), survey);
        } catch (IOException | RuntimeException | Error e) {
            if (survey != null) {
                survey.dictionary().close();
            }
            bytes.close();
            throw e;
        }
    }
}
