package org.allidb.storage.spi.inspect;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks at the catalogue of tenants. */
@ConsumerType
public interface CatalogueInspector extends FileInspector {

    /**
     * Reads a catalogue as far as it is intact.
     *
     * @param file the catalogue
     * @param sink receives what is wrong
     * @return what it says
     * @throws IOException if it cannot be read
     */
    Content read(InspectedFile file, InspectionSink sink) throws IOException;

    /**
     * What a catalogue says.
     *
     * @param tenants the tenants, by id
     * @param nextGeneration the next generation to give
     * @param complete whether no change that took effect is missing
     */
    record Content(List<TenantDescriptor> tenants, long nextGeneration, boolean complete) {

        /** Nothing is known. */
        public static final Content UNKNOWN = new Content(List.of(), 0, false);

        /** Copies the list. */
        public Content {
            tenants = List.copyOf(tenants);
        }
    }
}
