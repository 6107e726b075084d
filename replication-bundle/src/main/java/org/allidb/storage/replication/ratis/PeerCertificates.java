package org.allidb.storage.replication.ratis;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ConsensusOptions.PeerTls;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;

/** The certificates by which nodes know each other. They are read when the node is started. */
final class PeerCertificates {

    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final String PROTOCOL = "TLSv1.3";

    private final KeyManager key;
    private final TrustManager trust;

    private PeerCertificates(KeyManager key, TrustManager trust) {
        this.key = key;
        this.trust = trust;
    }

    /**
     * Reads certificates.
     *
     * @param options who this node and the others are
     * @param files the files
     * @throws IOException if one cannot be used, or the node's own names another node
     */
    static PeerCertificates read(ConsensusOptions options, PeerTls files) throws IOException {
        List<X509Certificate> authority = certificates(files.authority(), "the authority");
        List<X509Certificate> own = certificates(files.certificate(), "the node");
        PrivateKey key = key(files.key());
        Optional<String> name = name(own.getFirst());
        if (!name.equals(Optional.of(options.self()))) {
            throw new IOException("The certificate " + files.certificate() + " is that of '" + name.orElse("")
                    + "', not of node '" + options.self() + "': its common name has to be the node's name");
        }
        try {
            return new PeerCertificates(
                    keyManager(own, key), new PeerTrust(trustManager(authority), options.members()));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "The key " + files.key() + " cannot be used with the certificate " + files.certificate() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Returns what Ratis is given for all its connections. A peer without a certificate of the authority is refused. */
    GrpcTlsConfig configuration() {
        return GrpcTlsConfig.newBuilder()
                .setKeyManager(key)
                .setTrustManager(trust)
                .setMutualTls(true)
                .setSslProvider(SslProvider.JDK)
                .setProtocols(PROTOCOL)
                .build();
    }

    /** Returns the common name of a certificate's subject; empty if it has none, or several. */
    static Optional<String> name(X509Certificate certificate) {
        try {
            List<String> names = new ArrayList<>();
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(String.valueOf(part.getValue()));
                }
            }
            return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static List<X509Certificate> certificates(Path file, String whose) throws IOException {
        byte[] bytes = bytes(file, "certificate of " + whose);
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
                certificates.add((X509Certificate) each);
            }
        } catch (CertificateException e) {
            throw new IOException(file + " is no certificate of " + whose + " in PEM: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " has no certificate of " + whose + " in PEM");
        }
        return certificates;
    }

    private static PrivateKey key(Path file) throws IOException {
        Matcher pem = KEY.matcher(new String(bytes(file, "key of the node"), StandardCharsets.US_ASCII));
        if (pem.find()) {
            try {
                PKCS8EncodedKeySpec encoded =
                        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
                for (String algorithm : ALGORITHMS) {
                    try {
                        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                    } catch (InvalidKeySpecException e) {
                        // It is one of another algorithm.
                    }
                }
            } catch (IllegalArgumentException | GeneralSecurityException e) {
                throw new IOException(file + " is no key in PEM: " + e.getMessage(), e);
            }
        }
        throw new IOException(
                file + " has no key of the node in PEM: it has to be PKCS #8, not encrypted, RSA or of a curve");
    }

    private static byte[] bytes(Path file, String what) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("The " + what + ", " + file + ", does not exist", e);
        } catch (IOException e) {
            throw new IOException("The " + what + ", " + file + ", cannot be read: " + e.getMessage(), e);
        }
    }

    private static KeyManager keyManager(List<X509Certificate> own, PrivateKey key)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = new char[0];
        store.setKeyEntry("node", key, password, own.toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers()[0];
    }

    private static X509ExtendedTrustManager trustManager(List<X509Certificate> authority)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate each : authority) {
            store.setCertificateEntry("authority " + store.size(), each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }
}
