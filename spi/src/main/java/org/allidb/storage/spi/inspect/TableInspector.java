package org.allidb.storage.spi.inspect;

import java.io.IOException;
import org.allidb.storage.spi.codec.Codecs;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks at tables. */
@ConsumerType
public interface TableInspector extends FileInspector {

    /**
     * Reads every byte of a table, checks all there is to check, and offers what is intact.
     *
     * @param file the table, whose owner and number are the tenant's generation and the table's id
     * @param codecs the codecs that are present
     * @param sink receives what is wrong
     * @return what is intact; to be closed
     * @throws IOException if the file cannot be read
     */
    SalvagedTable salvage(InspectedFile file, Codecs codecs, InspectionSink sink) throws IOException;
}
