#!/usr/bin/env bash
# zstd-jni 1.5.7-28 on blocks of 8 KiB, the size of a table's block in many storage engines: going from level 3 to level 19 saves
# 7 % of the bytes and takes tens of times as long. A dictionary of 112 KiB, trained on other blocks of the same kind of data,
# saves 22 % at level 3. Even level 1 with it is smaller than level 19 without it.
#
# What to do: for small blocks leave the level alone and train a dictionary; check on blocks that it was not trained on, as here.
#
# The data are the sources of jackson-databind 2.17.2; even blocks train, odd blocks are measured. Seen on Java 17 and 25:
#   level 1: 28 %
#   level 3: 27 %
#   level 19: 25 %
#   level 1 with a dictionary: 24 %
#   level 3 with a dictionary: 21 %
#   level 19 with a dictionary: 16 %
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for artifact in com.github.luben:zstd-jni:1.5.7-28 com.fasterxml.jackson.core:jackson-databind:2.17.2:jar:sources; do
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" -DoutputDirectory=. -Dmdep.useBaseVersion=true
done
cat > Blocks.java <<'J'
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictTrainer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

public class Blocks {
    static final int BLOCK = 8192;

    public static void main(String[] arguments) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (ZipFile jar = new ZipFile(arguments[0])) {
            for (ZipEntry entry : jar.stream().sorted(Comparator.comparing(ZipEntry::getName)).toArray(ZipEntry[]::new)) {
                if (entry.getName().endsWith(".java")) {
                    all.write(jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        byte[] text = all.toByteArray();
        int blocks = text.length / BLOCK;
        ZstdDictTrainer trainer = new ZstdDictTrainer(text.length, 112 << 10);
        for (int i = 0; i < blocks; i += 2) {
            trainer.addSample(block(text, i));
        }
        byte[] dictionary = trainer.trainSamples();
        long plain = (long) (blocks / 2) * BLOCK;
        System.out.println("level 1: " + bytes(text, blocks, 1, null) * 100 / plain + " %");
        System.out.println("level 3: " + bytes(text, blocks, 3, null) * 100 / plain + " %");
        System.out.println("level 19: " + bytes(text, blocks, 19, null) * 100 / plain + " %");
        System.out.println("level 1 with a dictionary: " + bytes(text, blocks, 1, dictionary) * 100 / plain + " %");
        System.out.println("level 3 with a dictionary: " + bytes(text, blocks, 3, dictionary) * 100 / plain + " %");
        System.out.println("level 19 with a dictionary: " + bytes(text, blocks, 19, dictionary) * 100 / plain + " %");
    }

    static byte[] block(byte[] text, int number) {
        return Arrays.copyOfRange(text, number * BLOCK, (number + 1) * BLOCK);
    }

    static long bytes(byte[] text, int blocks, int level, byte[] dictionary) {
        long bytes = 0;
        ZstdDictCompress prepared = dictionary == null ? null : new ZstdDictCompress(dictionary, level);
        for (int i = 1; i < blocks; i += 2) {
            byte[] block = block(text, i);
            bytes += (prepared == null ? Zstd.compress(block, level) : Zstd.compress(block, prepared)).length;
        }
        return bytes;
    }
}
J
javac -cp zstd-jni-1.5.7-28.jar Blocks.java
java -cp .:zstd-jni-1.5.7-28.jar Blocks jackson-databind-2.17.2-sources.jar 2> errors | tee seen
diff seen - <<'T' || { cat errors; echo "zstd-jni behaves otherwise now"; exit 1; }
level 1: 28 %
level 3: 27 %
level 19: 25 %
level 1 with a dictionary: 24 %
level 3 with a dictionary: 21 %
level 19 with a dictionary: 16 %
T
