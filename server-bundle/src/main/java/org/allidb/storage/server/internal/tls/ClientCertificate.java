package org.allidb.storage.server.internal.tls;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.server.internal.session.Pass;

/**
 * What the certificate of a client lets it do. Its subject alternative names have one URI {@code allidb:tenant/TENANT/ROLE} or {@code
 * allidb:platform/ROLE}; without a role it is a reader, or an operator. A certificate with several reaches nothing.
 */
public final class ClientCertificate {

    private static final int URI = 6;
    private static final String TENANT = "allidb:tenant/";
    private static final String PLATFORM = "allidb:platform";

    private ClientCertificate() {}

    /** Returns what lets the client of a session in; empty if it has no certificate, or one that says nothing. */
    public static Optional<Pass> pass(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? pass(own) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            // it has sent none
            return Optional.empty();
        }
    }

    static Optional<Pass> pass(X509Certificate certificate) {
        List<String> names = uris(certificate);
        return names.size() == 1 ? parse(names.getFirst()) : Optional.empty();
    }

    private static List<String> uris(X509Certificate certificate) {
        List<String> uris = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                for (List<?> name : names) {
                    if (name.getFirst() instanceof Integer type && type == URI) {
                        uris.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        uris.removeIf(uri -> !uri.startsWith("allidb:"));
        return uris;
    }

    static Optional<Pass> parse(String uri) {
        boolean ofTenant = uri.startsWith(TENANT);
        if (!ofTenant && !uri.startsWith(PLATFORM)) {
            return Optional.empty();
        }
        String[] parts = uri.split("/", -1);
        int place = ofTenant ? 2 : 1;
        if (parts.length > place + 1 || !ofTenant && !parts[0].equals(PLATFORM)) {
            return Optional.empty();
        }
        try {
            AccessRole usual = ofTenant ? AccessRole.READER : AccessRole.OPERATOR;
            AccessRole role = parts.length > place ? AccessRole.of(parts[place].toUpperCase(Locale.ROOT)) : usual;
            if (ofTenant) {
                return Optional.of(Pass.ofCertificate(Optional.of(TenantId.of(parts[1])), role));
            }
            boolean allowed = role == AccessRole.OPERATOR || role == AccessRole.ADMIN;
            return allowed ? Optional.of(Pass.ofCertificate(Optional.empty(), role)) : Optional.empty();
        } catch (InvalidArgumentException e) {
            return Optional.empty();
        }
    }
}
