package org.allidb.storage.server.internal.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.ClusterShard;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.rest.Route.Level;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** The cluster that the server is a node of. */
final class ClusterRoutes {

    private ClusterRoutes() {}

    static List<Route> all() {
        return List.of(
                new Route(HttpMethod.GET, "cluster", Level.FIGURES, ClusterRoutes::get),
                new Route(HttpMethod.PUT, "cluster/shards/{shard}", Level.ADMINISTRATION, ClusterRoutes::transfer));
    }

    private static HttpAnswer get(HttpRequest request, Map<String, String> parts) {
        Cluster cluster = cluster(request);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node", cluster.node());
        fields.put("nodes", cluster.nodes());
        fields.put(
                "shards", cluster.shards().stream().map(ClusterRoutes::describe).toList());
        return Json.answer(fields);
    }

    private static Map<String, Object> describe(ClusterShard shard) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("shard", shard.number());
        fields.put("role", shard.role());
        shard.leader().ifPresent(leader -> fields.put("leader", leader));
        fields.put("term", shard.term());
        fields.put("committed", shard.committed());
        fields.put("applied", shard.applied());
        fields.put("lag", shard.lag());
        return fields;
    }

    /** Hands the lead of a shard over. */
    private static HttpAnswer transfer(HttpRequest request, Map<String, String> parts) {
        Members wanted = new Members(Json.object(request.body()));
        String leader = wanted.requireText("leader");
        wanted.end();
        String shard = parts.getOrDefault("shard", "");
        int number = cluster(request).shards().stream()
                .map(ClusterShard::number)
                .filter(each -> String.valueOf(each).equals(shard))
                .findFirst()
                .orElseThrow(() -> HttpRefusedException.notFound(
                        "there is no such shard; /v1/cluster lists those that there are"));
        cluster(request).transfer(number, leader);
        return get(request, parts);
    }

    private static Cluster cluster(HttpRequest request) {
        return request.platform()
                .cluster()
                .orElseThrow(() -> HttpRefusedException.notFound("this server is no node of a cluster"));
    }
}
