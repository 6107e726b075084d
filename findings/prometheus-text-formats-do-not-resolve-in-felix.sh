#!/usr/bin/env bash
# prometheus-metrics-exposition-textformats 1.7.0 (io.prometheus) has the manifest of a bundle and does not resolve in Apache Felix
# 7.0.5: its import of io.prometheus.metrics.expositionformats.internal is mandatory, and no bundle exports it. The
# package has the protobuf format, whose classes are in prometheus-metrics-exposition-formats; that jar does not export it either. On the
# class path the text formats need neither: they write the text without it.
#
# What to do in a container: embed the jars in a bundle of your own, with that import left out, or write the text yourself.
#
# Seen on Java 17 and 25:
#   class path: # TYPE a_total counter
#   felix: config active
#   felix: model active
#   felix: textformats does not resolve, for want of io.prometheus.metrics.expositionformats.internal
#   felix, with the formats: does not resolve, for want of io.prometheus.metrics.expositionformats.internal
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for artifact in io.prometheus:prometheus-metrics-config:1.7.0 io.prometheus:prometheus-metrics-model:1.7.0 \
  io.prometheus:prometheus-metrics-exposition-textformats:1.7.0 io.prometheus:prometheus-metrics-exposition-formats:1.7.0 \
  com.google.code.findbugs:jsr305:3.0.2 org.apache.felix:org.apache.felix.framework:7.0.5; do
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" -DoutputDirectory=. -Dmdep.useBaseVersion=true
done
cat > Text.java <<'J'
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

public class Text {
    public static void main(String[] arguments) throws Exception {
        MetricSnapshots snapshots = MetricSnapshots.of(CounterSnapshot.builder()
                .name("a")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(1).build())
                .build());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, snapshots);
        System.out.println("class path: " + out.toString("UTF-8").lines().findFirst().orElse("nothing"));
    }
}

class InFelix {
    public static void main(String[] arguments) throws Exception {
        Framework felix = new org.apache.felix.framework.FrameworkFactory()
                .newFramework(Map.of("org.osgi.framework.storage", "cache", "felix.log.level", "0"));
        felix.start();
        BundleContext context = felix.getBundleContext();
        context.installBundle("file:jsr305-3.0.2.jar").start();
        for (String name : List.of("config", "model")) {
            Bundle bundle = context.installBundle("file:prometheus-metrics-" + name + "-1.7.0.jar");
            bundle.start();
            System.out.println("felix: " + name + (bundle.getState() == Bundle.ACTIVE ? " active" : " not active"));
        }
        Bundle text = context.installBundle("file:prometheus-metrics-exposition-textformats-1.7.0.jar");
        System.out.println("felix: textformats " + start(text));
        context.installBundle("file:prometheus-metrics-exposition-formats-1.7.0.jar");
        System.out.println("felix, with the formats: " + start(text));
        felix.stop();
        felix.waitForStop(10_000);
        System.exit(0);
    }

    private static String start(Bundle bundle) {
        try {
            bundle.start();
            return "active";
        } catch (BundleException e) {
            String wanted = e.getMessage().replaceAll("(?s).*osgi.wiring.package=([a-z.]+)\\).*", "$1");
            return "does not resolve, for want of " + wanted;
        }
    }
}
J
libraries=$(echo *.jar | tr ' ' ':')
javac -cp "$libraries" Text.java 2> /dev/null
{
  java -cp ".:${libraries/prometheus-metrics-exposition-formats-1.7.0.jar:/}" Text
  java -cp .:org.apache.felix.framework-7.0.5.jar InFelix
} 2> errors | tee seen
diff seen - <<'T' || { cat errors; echo "the library or Felix behave otherwise now"; exit 1; }
class path: # TYPE a_total counter
felix: config active
felix: model active
felix: textformats does not resolve, for want of io.prometheus.metrics.expositionformats.internal
felix, with the formats: does not resolve, for want of io.prometheus.metrics.expositionformats.internal
T
