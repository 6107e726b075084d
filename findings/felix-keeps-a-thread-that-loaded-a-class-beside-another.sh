#!/usr/bin/env bash
# Apache Felix 7.0.5: when two threads load the same class of a bundle at the same time, the class loader of the bundle may keep
# one of them, dead or alive, until the bundle is gone. A thread of the JDK keeps what it ran. So an ended worker keeps its
# executor, and all that belongs to it, in memory: after the update of a bundle also the loader of its old classes.
#
# What to do: give a thread a task that forgets, as an ended java.util.concurrent.FutureTask does.
#
# It is a race, so many classes are loaded: by one thread each, then by two. The bundle is commons-lang3 3.17.0. Seen on Java 17 and 25, each time:
#   1 at a time, ended threads that are kept: none
#   2 at a time, ended threads that are kept: some
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for artifact in org.apache.felix:org.apache.felix.framework:7.0.5 org.apache.commons:commons-lang3:3.17.0; do
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" -DoutputDirectory=. -Dmdep.useBaseVersion=true
done
cat > Kept.java <<'J'
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

public class Kept {
    public static void main(String[] arguments) throws Exception {
        List<String> classes;
        try (JarFile jar = new JarFile("commons-lang3-3.17.0.jar")) {
            classes = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && name.startsWith("org/"))
                    .map(name -> name.replace('/', '.').substring(0, name.length() - 6))
                    .toList();
        }
        Framework felix = new org.apache.felix.framework.FrameworkFactory()
                .newFramework(Map.of("org.osgi.framework.storage", "cache", "felix.log.level", "1"));
        felix.start();
        for (int together = 1; together <= 2; together++) {
            long kept = kept(felix, classes, together);
            System.out.println(together + " at a time, ended threads that are kept: " + (kept > 0 ? "some" : "none"));
            System.err.println(kept + " of " + 5 * together * classes.size());
        }
        felix.stop();
        felix.waitForStop(10_000);
        System.exit(0);
    }

    static long kept(Framework felix, List<String> classes, int together) throws Exception {
        long kept = 0;
        for (int round = 0; round < 5; round++) {
            Bundle bundle = felix.getBundleContext().installBundle("file:commons-lang3-3.17.0.jar");
            bundle.start();
            List<WeakReference<Thread>> threads = new ArrayList<>();
            for (String name : classes) {
                CyclicBarrier barrier = new CyclicBarrier(together);
                List<Thread> pair = new ArrayList<>();
                for (int i = 0; i < together; i++) {
                    Thread thread = new Thread(() -> {
                        try {
                            barrier.await();
                            bundle.loadClass(name);
                        } catch (Exception | LinkageError e) {
                            // a class of something that is not there
                        }
                    });
                    thread.start();
                    pair.add(thread);
                    threads.add(new WeakReference<>(thread));
                }
                for (Thread thread : pair) {
                    thread.join();
                }
            }
            for (int i = 0; i < 5; i++) {
                System.gc();
                Thread.sleep(50);
            }
            kept += threads.stream().filter(thread -> thread.get() != null).count();
            bundle.uninstall();
        }
        return kept;
    }
}
J
javac -cp org.apache.felix.framework-7.0.5.jar Kept.java
java -cp .:org.apache.felix.framework-7.0.5.jar Kept 2> errors | tee seen
diff seen - <<'T' || { cat errors; echo "Felix behaves otherwise now"; exit 1; }
1 at a time, ended threads that are kept: none
2 at a time, ended threads that are kept: some
T
