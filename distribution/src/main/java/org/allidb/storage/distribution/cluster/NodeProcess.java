package org.allidb.storage.distribution.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node of the demo's cluster: a container in a process of its own, in whose environment the cluster stands. */
final class NodeProcess {

    private static final Pattern SHARD =
            Pattern.compile("\"shard\":(\\d+),\"role\":\"[a-z]+\",\"leader\":\"([^\"]+)\"");
    private static final long STOP_SECONDS = 30;
    private static final int OK = 200;

    private final Path home;
    private final Path work;
    private final String name;
    private final int door;
    private final Map<String, String> environment;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;

    /**
     * Prepares a node.
     *
     * @param home the distribution
     * @param work where the nodes have their directories
     * @param name its name
     * @param door the port for clients
     * @param environment what the cluster is
     */
    NodeProcess(Path home, Path work, String name, int door, Map<String, String> environment) throws IOException {
        this.home = home;
        this.work = work;
        this.name = name;
        this.door = door;
        this.environment = environment;
        this.process = begin();
    }

    String name() {
        return name;
    }

    int door() {
        return door;
    }

    private Process begin() throws IOException {
        Path own = work.resolve(name);
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("bin").resolve("allidb").toString(),
                "run",
                "--no-shell",
                "--data",
                own.resolve("data").toString(),
                "--log",
                own.resolve("log").toString(),
                "--cache",
                own.resolve("cache").toString());
        builder.environment().putAll(environment);
        builder.environment().put("ALLIDB_STORAGE_CLUSTER_NODE", name);
        builder.environment().put("ALLIDB_STORAGE_SERVER_PORT", String.valueOf(door));
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(work.resolve(name + ".out").toFile()));
        return builder.start();
    }

    /** Starts it again after its end. */
    void restart() throws IOException {
        process = begin();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as a power cut would: it is told nothing. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Has it stand still, or go on. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Ends it in order. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Returns the leader of each shard that the node knows. */
    Map<Integer, String> leaders() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request("/v1/cluster").GET().build(), BodyHandlers.ofString());
        Map<Integer, String> leaders = new TreeMap<>();
        Matcher shard = SHARD.matcher(answer.body());
        while (shard.find()) {
            leaders.put(Integer.valueOf(shard.group(1)), shard.group(2));
        }
        return leaders;
    }

    /** Returns a digest of all rows as they are at the node, with their sequences and timestamps. */
    String digest() throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(
                request("/v1/tenants/default/scan")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofInputStream());
        try (InputStream rows = answer.body()) {
            if (answer.statusCode() != OK) {
                throw new IOException(name + " answered " + answer.statusCode());
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = rows.read(buffer); read >= 0; read = rows.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door + path));
    }
}
