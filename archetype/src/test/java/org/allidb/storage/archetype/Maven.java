package org.allidb.storage.archetype;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs Maven, that of this build, on the Java of this test, as a user would. Its repository has this project's modules as they
 * were just built, and nothing of an earlier build; what others made comes from the repository of this build.
 */
final class Maven {

    private static final String HOUSE = "org/allidb/storage/";
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final Path folder;
    private final Path repository;
    private final Path settings;

    /** What a run came to. */
    record Result(int exitCode, String output) {}

    private Maven(Path folder) {
        this.folder = folder;
        this.repository = folder.resolve("repository");
        this.settings = folder.resolve("settings.xml");
    }

    /** Makes one that writes below a folder. */
    static Maven in(Path folder) throws IOException {
        Maven maven = new Maven(folder);
        Files.createDirectories(folder);
        Files.writeString(maven.settings, """
            <settings>
              <profiles>
                <profile>
                  <id>build</id>
                  <repositories>
                    <repository>%1$s</repository>
                  </repositories>
                  <pluginRepositories>
                    <pluginRepository>%1$s</pluginRepository>
                  </pluginRepositories>
                </profile>
              </profiles>
              <activeProfiles>
                <activeProfile>build</activeProfile>
              </activeProfiles>
            </settings>
            """.formatted("""
                <id>build</id>
                <url>%s</url>
                <releases><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>false</enabled></snapshots>
                """.formatted(
                        Path.of(System.getProperty("maven.repository")).toUri())));
        return maven;
    }

    /** Puts a module into the repository: its pom, and the jar if it has one. */
    void install(String artifact, Path pom, Path... jars) throws IOException {
        String version = System.getProperty("allidb.version");
        Path place = repository.resolve(HOUSE + artifact).resolve(version);
        Files.createDirectories(place);
        String name = artifact + "-" + version;
        Files.write(place.resolve(name + ".pom"), Files.readAllBytes(pom));
        for (Path jar : jars) {
            Files.write(place.resolve(name + ".jar"), Files.readAllBytes(jar));
        }
    }

    /** Runs it in a folder, and returns when it has ended. */
    Result run(Path directory, String... arguments) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("maven.home"));
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin").resolve(WINDOWS ? "mvn.cmd" : "mvn").toString(),
                "-B",
                "-ntp",
                "-gs",
                settings.toString(),
                "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("MAVEN_OPTS", "-XX:TieredStopAtLevel=1", (given, ours) -> given + " " + ours);
        Process process = builder.start();
        try {
            int exitCode = process.waitFor();
            return new Result(exitCode, new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            process.destroy();
        }
    }
}
