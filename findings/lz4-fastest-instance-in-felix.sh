#!/usr/bin/env bash
# lz4-java 1.14.0 (at.yawk.lz4) in Apache Felix 7.0.5: LZ4Factory.fastestInstance() says nothing and returns the factory in pure,
# safe Java, the slowest of the three, although nativeInstance() of the same bundle works. Once nativeInstance() was called,
# fastestInstance() returns the native factory too: what is "fastest" depends on who asked for what before. On the class path it
# is native from the start.
#
# What to do in a bundle: ask for nativeInstance() and fall back knowingly.
#
# Seen on Java 17 and 25:
#   class path: fastest LZ4Factory:JNI, native LZ4Factory:JNI, fastest again LZ4Factory:JNI
#   felix: fastest LZ4Factory:JavaSafe, native LZ4Factory:JNI, fastest again LZ4Factory:JNI
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for artifact in at.yawk.lz4:lz4-java:1.14.0 org.apache.felix:org.apache.felix.framework:7.0.5; do
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" -DoutputDirectory=. -Dmdep.useBaseVersion=true
done
cat > Fastest.java <<'J'
import java.util.Map;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

public class Fastest {
    public static void main(String[] arguments) throws Exception {
        System.out.println("class path: " + names(Class.forName("net.jpountz.lz4.LZ4Factory")));
    }

    static String names(Class<?> factory) throws Exception {
        return "fastest " + factory.getMethod("fastestInstance").invoke(null)
                + ", native " + factory.getMethod("nativeInstance").invoke(null)
                + ", fastest again " + factory.getMethod("fastestInstance").invoke(null);
    }
}

class InFelix {
    public static void main(String[] arguments) throws Exception {
        Framework felix = new org.apache.felix.framework.FrameworkFactory()
                .newFramework(Map.of("org.osgi.framework.storage", "cache", "felix.log.level", "1"));
        felix.start();
        Bundle bundle = felix.getBundleContext().installBundle("file:lz4-java-1.14.0.jar");
        bundle.start();
        System.out.println("felix: " + Fastest.names(bundle.loadClass("net.jpountz.lz4.LZ4Factory")));
        felix.stop();
        felix.waitForStop(10_000);
        System.exit(0);
    }
}
J
javac -cp org.apache.felix.framework-7.0.5.jar Fastest.java
{
  java -cp .:lz4-java-1.14.0.jar:org.apache.felix.framework-7.0.5.jar Fastest
  java -cp .:org.apache.felix.framework-7.0.5.jar InFelix
} 2> errors | tee seen
diff seen - <<'T' || { cat errors; echo "lz4-java or Felix behave otherwise now"; exit 1; }
class path: fastest LZ4Factory:JNI, native LZ4Factory:JNI, fastest again LZ4Factory:JNI
felix: fastest LZ4Factory:JavaSafe, native LZ4Factory:JNI, fastest again LZ4Factory:JNI
T
