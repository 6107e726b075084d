package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** RESP and HTTP over TLS 1.3, with clients as they are. */
class TlsTest {

    private static X509Bundle authority;
    private static X509Bundle certificate;

    @TempDir
    Path directory;

    private OpenDoor door;

    @BeforeAll
    static void make() throws Exception {
        authority = builder("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        certificate = builder("CN=localhost").buildIssuedBy(authority);
    }

    private static X509Bundle otherAuthority() throws Exception {
        return builder("CN=other").setIsCertificateAuthority(true).buildSelfSigned();
    }

    private static CertificateBuilder builder(String subject) {
        return new CertificateBuilder()
                .subject(subject)
                .ecp256()
                .notBefore(Instant.now().minusSeconds(86_400))
                .notAfter(Instant.now().plusSeconds(86_400))
                .addSanDnsName("localhost")
                .addSanIpAddress(InetAddress.getLoopbackAddress().getHostAddress());
    }

    @AfterEach
    void close() {
        if (door != null) {
            door.close();
        }
    }

    private void open(Map<String, ?> more) throws IOException {
        write(certificate);
        Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
        Map<String, Object> all = new HashMap<>(more);
        all.put("engine.durability", "buffered");
        all.put("server.tls_certificate", directory.resolve("door.pem").toString());
        all.put("server.tls_key", directory.resolve("door.key").toString());
        door = OpenDoor.of(directory.resolve("data"), all);
    }

    private void write(X509Bundle bundle) throws IOException {
        Files.writeString(directory.resolve("door.key"), bundle.getPrivateKeyPEM());
        Files.writeString(directory.resolve("door.pem"), bundle.getCertificatePathPEM());
    }

    private static SSLContext client(X509Bundle... own) throws Exception {
        KeyManager[] keys = null;
        if (own.length > 0) {
            KeyManagerFactory factory = own[0].toKeyManagerFactory();
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, authority.toTrustManagerFactory().getTrustManagers(), null);
        return context;
    }

    private Jedis jedis(SSLContext context) {
        SSLSocketFactory sockets = context.getSocketFactory();
        int port = port();
        return new Jedis(() -> {
            try {
                return sockets.createSocket("localhost", port);
            } catch (IOException e) {
                throw new JedisConnectionException(e);
            }
        });
    }

    private String http(SSLContext context, String... headers) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("https://localhost:" + port() + "/v1/caller"));
            if (headers.length > 0) {
                request.headers(headers);
            }
            var answer = client.send(request.build(), BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.sslSession().orElseThrow().getProtocol() + " " + answer.body();
        }
    }

    private int port() {
        return door.server().address().getPort();
    }

    @Test
    void clientsOfRedisAndOfHttpUseTls() throws Exception {
        open(Map.of());
        try (Jedis jedis = jedis(client())) {
            assertEquals("OK", jedis.set("row", "x".repeat(300_000)));
            assertEquals(300_000, jedis.get("row").length());
        }
        assertTrue(http(client()).startsWith("200 TLSv1.3 {\"tenant\":\"default\""));
        String key = door.key("acme", AccessRole.READER);
        assertTrue(http(client(), "Authorization", "Bearer " + key).contains("\"tenant\":\"acme\""));
    }

    @Test
    void withoutTlsNothingIsAnswered() throws Exception {
        open(Map.of());
        try (Wire plain = door.connect()) {
            plain.raw("PING\r\n");
            assertTrue(plain.isClosedByServer());
        }
        try (HttpWire plain = door.http()) {
            plain.send("GET /v1/caller");
            assertTrue(plain.isClosedByServer() || plain.isClosedByServer());
        }
        try (Jedis jedis = jedis(client())) {
            assertEquals("PONG", jedis.ping());
        }
    }

    @Test
    void olderVersionsAreRefused() throws Exception {
        open(Map.of());
        SSLParameters old = new SSLParameters();
        old.setProtocols(new String[] {"TLSv1.2"});
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(client()).sslParameters(old).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port() + "/v1/caller"))
                    .build();
            assertThrows(SSLHandshakeException.class, () -> client.send(request, BodyHandlers.ofString()));
        }
    }

    /** Connections go on with what they have; a file that is no certificate changes nothing. */
    @Test
    void aNewCertificateIsReadWhileTheDoorIsOpen() throws Exception {
        open(Map.of());
        try (Jedis open = jedis(client())) {
            assertEquals("PONG", open.ping());
            Files.writeString(directory.resolve("door.pem"), "no certificate");
            X509Bundle other = otherAuthority();
            SSLContext trustsOther = SSLContext.getInstance("TLS");
            trustsOther.init(null, other.toTrustManagerFactory().getTrustManagers(), null);
            try (Jedis late = jedis(client())) {
                assertEquals("PONG", late.ping(), "the old one stays");
            }
            write(other);
            Await.until("new connections get the new one", () -> {
                try (Jedis late = jedis(trustsOther)) {
                    return late.ping().equals("PONG");
                } catch (JedisException e) {
                    return false;
                }
            });
            assertEquals("PONG", open.ping());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allidb:tenant/acme/writer | writer | acme",
                "allidb:platform/admin | admin | none",
            })
    void aCertificateCountsAsAKey(String uri, String role, String tenant) throws Exception {
        open(Map.of("server.tls_client_ca", directory.resolve("ca.pem").toString()));
        String key = door.key("acme", AccessRole.ADMIN);
        SSLContext own = client(builder("CN=client").addSanUriName(uri).buildIssuedBy(authority));
        String answer = http(own);
        assertTrue(answer.startsWith("200 "), answer);
        assertTrue(answer.contains("\"role\":\"" + role + "\""), answer);
        assertEquals(!tenant.equals("none"), answer.contains("\"tenant\":\"" + tenant + "\""), answer);
        assertTrue(http(own, "Authorization", "Bearer " + key).contains("\"role\":\"admin\""), "a key goes before");
        assertTrue(http(own, "Authorization", "Bearer x").startsWith("401 "));
        if (role.equals("writer")) {
            try (Jedis jedis = jedis(own)) {
                assertEquals("OK", jedis.set("row", "1"));
                assertEquals("1", jedis.get("row"));
            }
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        open(Map.of("server.tls_client_ca", directory.resolve("ca.pem").toString()));
        door.key("acme", AccessRole.ADMIN);
        SSLContext own = client(
                builder("CN=client").addSanUriName("allidb:tenant/acme/admin").buildIssuedBy(otherAuthority()));
        assertFalse(http(own).contains("\"role\":\"admin\""));
    }

    @Test
    void withTlsTheDoorMayBeWhereOthersReachIt() throws Exception {
        open(Map.of("server.address", "0.0.0.0"));
        assertTrue(http(client()).startsWith("200 "));
    }

    @Test
    void whatCannotBeUsedIsSaidAtTheStart() throws Exception {
        Path missing = directory.resolve("missing.pem");
        Path broken = Files.writeString(directory.resolve("broken.pem"), "no certificate");
        for (Map<String, String> wrong : List.of(
                Map.of("server.tls_certificate", missing.toString()),
                Map.of("server.tls_client_ca", missing.toString()))) {
            assertEquals(
                    "TLS needs server.tls_certificate and server.tls_key; set both or none, and server.tls_client_ca"
                            + " with them only",
                    refusal(wrong));
        }
        assertTrue(refusal(Map.of("server.tls_certificate", missing.toString(), "server.tls_key", missing.toString()))
                .startsWith("TLS cannot be used: the file " + missing + " cannot be read. "));
        assertTrue(refusal(Map.of("server.tls_certificate", broken.toString(), "server.tls_key", broken.toString()))
                .startsWith("TLS cannot be used: "));
    }

    private String refusal(Map<String, String> parameters) {
        var builder = StoragePlatform.builder(directory.resolve("other")).set("server.port", 0);
        parameters.forEach(builder::set);
        try (StoragePlatform platform = builder.open()) {
            return assertThrows(InvalidArgumentException.class, () -> StorageServer.start(platform))
                    .getMessage();
        }
    }
}
