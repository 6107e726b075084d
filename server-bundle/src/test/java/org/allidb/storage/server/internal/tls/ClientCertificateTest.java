package org.allidb.storage.server.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.pkitesting.CertificateBuilder;
import java.time.Instant;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.server.internal.session.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names in a certificate let its owner do. */
class ClientCertificateTest {

    @ParameterizedTest
    @CsvSource({
        "allidb:tenant/acme, READER",
        "allidb:tenant/acme/reader, READER",
        "allidb:tenant/acme/writer, WRITER",
        "allidb:tenant/acme/admin, ADMIN"
    })
    void aNameOfATenantIsAPassToIt(String uri, AccessRole role) {
        assertEquals(
                Optional.of(Pass.ofCertificate(Optional.of(TenantId.of("acme")), role)), ClientCertificate.parse(uri));
    }

    @ParameterizedTest
    @CsvSource({"allidb:platform, OPERATOR", "allidb:platform/operator, OPERATOR", "allidb:platform/admin, ADMIN"})
    void aNameOfThePlatformIsAPassToIt(String uri, AccessRole role) {
        assertEquals(Optional.of(Pass.ofCertificate(Optional.empty(), role)), ClientCertificate.parse(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allidb:tenant/acme/root",
                "allidb:tenant/acme/",
                "allidb:tenant/acme/writer/x",
                "allidb:tenant/allidb-system/admin",
                "allidb:tenant/",
                "allidb:tenant",
                "allidb:platform/writer",
                "allidb:platform/",
                "allidb:platform/admin/x",
                "allidb:platformx",
                "spiffe://acme/writer",
                ""
            })
    void anotherNameReachesNothing(String uri) {
        assertEquals(Optional.empty(), ClientCertificate.parse(uri));
    }

    @Test
    void severalNamesReachNothing() throws Exception {
        CertificateBuilder one = new CertificateBuilder()
                .subject("CN=client")
                .ecp256()
                .setIsCertificateAuthority(true)
                .notBefore(Instant.now().minusSeconds(60))
                .notAfter(Instant.now().plusSeconds(60))
                .addSanUriName("https://acme.example/")
                .addSanUriName("allidb:tenant/acme");
        assertEquals(
                Optional.of(Pass.ofCertificate(Optional.of(TenantId.of("acme")), AccessRole.READER)),
                ClientCertificate.pass(one.buildSelfSigned().getCertificate()));
        assertEquals(
                Optional.empty(),
                ClientCertificate.pass(one.addSanUriName("allidb:platform/admin")
                        .buildSelfSigned()
                        .getCertificate()));
    }
}
