package org.allidb.storage.spi.inspect;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

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

    /** What a catalogue says. */
    @ProviderType
    final class Content {

        /** Nothing is known. */
        public static final Content UNKNOWN = new Content(List.of(), 0, false);

        private final List<TenantDescriptor> tenants;
        private final long nextGeneration;
        private final boolean complete;

        private Content(List<TenantDescriptor> tenants, long nextGeneration, boolean complete) {
            this.tenants = List.copyOf(tenants);
            this.nextGeneration = nextGeneration;
            this.complete = complete;
        }

        /**
         * Makes the content of a catalogue.
         *
         * @param tenants the tenants, by id
         * @param nextGeneration the next generation to give
         * @param complete whether no change that took effect is missing
         * @return the content
         */
        public static Content of(List<TenantDescriptor> tenants, long nextGeneration, boolean complete) {
            return new Content(tenants, nextGeneration, complete);
        }

        /** {@return the tenants, by id} */
        public List<TenantDescriptor> tenants() {
            return tenants;
        }

        /** {@return the next generation to give} */
        public long nextGeneration() {
            return nextGeneration;
        }

        /** {@return whether no change that took effect is missing} */
        public boolean complete() {
            return complete;
        }
    }
}
