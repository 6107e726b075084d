package org.allidb.storage.metrics.osgi;

import java.io.PrintWriter;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.metrics.MetricsFormat;
import org.allidb.storage.metrics.StorageHealth;
import org.allidb.storage.metrics.StorageMetrics;
import org.apache.felix.inventory.Format;
import org.apache.felix.inventory.InventoryPrinter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Prints health and figures for the inventory of Felix' web console. Its class is loaded only where there is one. */
@Component(
        service = InventoryPrinter.class,
        property = {
            "felix.inventory.printer.name=allidb",
            "felix.inventory.printer.title=AlliDB Storage",
            "felix.inventory.printer.format=TEXT"
        })
public final class FiguresPrinter implements InventoryPrinter {

    private final BundleContext context;
    private final StoragePlatform platform;

    /** Called by the container. */
    @Activate
    public FiguresPrinter(BundleContext context, @Reference StoragePlatform platform) {
        this.context = context;
        this.platform = platform;
    }

    @Override
    public void print(PrintWriter out, Format format, boolean isZip) {
        StorageHealth health = StorageHealth.of(platform).with(StorageBundles.reasons(context));
        out.println(health.isReady() ? "ready" : "not ready");
        health.reasons().forEach(reason -> out.println("  " + reason));
        health.warnings().forEach(warning -> out.println("  warning: " + warning));
        out.println();
        out.print(StorageMetrics.of(platform).text(MetricsFormat.PROMETHEUS));
    }
}
