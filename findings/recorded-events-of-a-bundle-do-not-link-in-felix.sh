#!/usr/bin/env bash
# Events for the JDK's Flight Recorder that a bundle defines throw a NoClassDefFoundError from commit() in Apache Felix 7.0.5, as soon as
# somebody records them, with 'jcmd PID JFR.start' for example: until then they do nothing. The JDK rewrites the event's class, so that it
# names jdk.jfr.internal.event.EventWriter, and that name is resolved by the bundle's class loader. An import of jdk.jfr does not help: no
# framework exports the internal package. So a program that runs well fails in the middle of its work when it is observed.
#
# What to do: the framework's property org.osgi.framework.bootdelegation=jdk.jfr.internal.event, and a commit() whose errors of linking
# concern nothing but the event.
#
# Needs Java 25 on the path (JAVA_HOME is asked first); 17 names a class that it makes for each event, which no delegation reaches.
# Seen on Java 25 (Temurin 25.0.3):
#   nobody records: committed
#   recorded: NoClassDefFoundError: jdk/jfr/internal/event/EventWriter
#   recorded, with boot delegation: committed
set -euo pipefail
export PATH="${JAVA_HOME:+$JAVA_HOME/bin:}$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact=org.apache.felix:org.apache.felix.framework:7.0.5 \
  -DoutputDirectory=. -Dmdep.useBaseVersion=true
mkdir bundle
cat > Work.java <<'J'
import jdk.jfr.Event;
import jdk.jfr.Name;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

public class Work implements BundleActivator {

    @Name("finding.Work")
    static class Done extends Event {
        String what = "";
    }

    @Override
    public void start(BundleContext context) {
        Done event = new Done();
        event.begin();
        event.what = "work";
        event.commit();
    }

    @Override
    public void stop(BundleContext context) {}
}
J
cat > Main.java <<'J'
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.Recording;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

public class Main {
    public static void main(String[] arguments) throws Exception {
        System.out.println("nobody records: " + work(Map.of()));
        try (Recording recording = new Recording()) {
            recording.enable("finding.Work");
            recording.start();
            System.out.println("recorded: " + work(Map.of()));
            System.out.println("recorded, with boot delegation: "
                    + work(Map.of("org.osgi.framework.bootdelegation", "jdk.jfr.internal.event")));
        }
        System.exit(0);
    }

    private static String work(Map<String, String> more) throws Exception {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("org.osgi.framework.storage", "cache");
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        properties.put("felix.log.level", "0");
        Framework felix = new org.apache.felix.framework.FrameworkFactory().newFramework(properties);
        felix.start();
        Bundle bundle = felix.getBundleContext().installBundle("file:work.jar");
        try {
            bundle.start();
            return "committed";
        } catch (BundleException e) {
            return e.getCause().getClass().getSimpleName() + ": " + e.getCause().getMessage();
        } finally {
            felix.stop();
            felix.waitForStop(10_000);
        }
    }
}
J
javac -cp org.apache.felix.framework-7.0.5.jar -d bundle Work.java
cat > manifest <<'M'
Bundle-ManifestVersion: 2
Bundle-SymbolicName: work
Bundle-Activator: Work
Import-Package: org.osgi.framework, jdk.jfr
M
jar cfm work.jar manifest -C bundle .
javac -cp org.apache.felix.framework-7.0.5.jar Main.java
java -cp .:org.apache.felix.framework-7.0.5.jar Main 2> errors | tee seen
diff seen - <<'T' || { cat errors; echo "the JDK or Felix behave otherwise now"; exit 1; }
nobody records: committed
recorded: NoClassDefFoundError: jdk/jfr/internal/event/EventWriter
recorded, with boot delegation: committed
T
