package org.allidb.storage.tenant.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.allidb.storage.kernel.editlog.EditLogInspection;
import org.allidb.storage.kernel.editlog.EditLogScan;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.CatalogueInspector;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/** The inspector of the catalogue of tenants. */
public class CatalogueFileInspector implements CatalogueInspector {

    private static final byte[] MAGIC = Catalogue.MAGIC.getBytes(StandardCharsets.US_ASCII);
    private static final EditLogInspection LOG =
            new EditLogInspection(Catalogue.MAGIC, Catalogue.VERSION, "catalogue of tenants");
    private static final String MEANING = "which tenants there are, and their settings, is not known for certain; their"
            + " files are not concerned, but the platform does not open";

    /** Called by {@link java.util.ServiceLoader}. */
    public CatalogueFileInspector() {}

    @Override
    public String name() {
        return QuotaGuardProvider.NAME;
    }

    @Override
    public boolean recognises(String name, byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || name.equals(Catalogue.FILE);
    }

    @Override
    public Content read(InspectedFile file, InspectionSink sink) throws IOException {
        EditLogScan scan = LOG.check(file, MEANING, sink);
        Map<Long, TenantDescriptor> tenants = new TreeMap<>();
        long next = 1;
        boolean complete = LOG.isUsable(file, scan);
        if (scan.header().intact() && scan.header().version() != Catalogue.VERSION) {
            return Content.UNKNOWN;
        }
        for (byte[] payload : scan.edits()) {
            try {
                CatalogueEdit edit = CatalogueEdit.decode(payload);
                next = Math.max(next, edit.nextGeneration());
                edit.gone().forEach(tenants::remove);
                edit.present().forEach(tenant -> tenants.put(tenant.generation(), tenant));
            } catch (IOException | RuntimeException e) {
                sink.found(FileFinding.damage(file, -1, "an edit of the catalogue makes no sense", MEANING));
                complete = false;
            }
        }
        return Content.of(
                tenants.values().stream()
                        .sorted(Comparator.comparing(TenantDescriptor::id))
                        .toList(),
                next,
                complete);
    }

    @Override
    public void dump(InspectedFile file, Codecs codecs, boolean entries, Consumer<String> lines) throws IOException {
        LOG.dump(file, CatalogueFileInspector::edit, lines);
    }

    private static void edit(byte[] payload, Consumer<String> lines) {
        try {
            CatalogueEdit edit = CatalogueEdit.decode(payload);
            lines.accept("next generation " + edit.nextGeneration());
            for (TenantDescriptor tenant : edit.present()) {
                lines.accept("tenant '" + tenant.id() + "', generation " + tenant.generation()
                        + tenant.suspension().map(how -> ", suspended " + how).orElse("")
                        + tenant.handover().map(how -> ", " + how).orElse("")
                        + (tenant.settings().dedicatedLog() ? ", a log of its own" : ""));
                lines.accept("  disk quota " + tenant.settings().quota().diskBytes() + " bytes, "
                        + tenant.settings().vectorDimensions().size() + " declared vectors");
            }
            edit.gone().forEach(generation -> lines.accept("generation " + generation + " is gone"));
        } catch (IOException | RuntimeException e) {
            lines.accept("makes no sense: " + e.getMessage());
        }
    }
}
