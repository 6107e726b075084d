package org.allidb.storage.replication.ratis;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.allidb.storage.spi.replication.ClusterMember;

/**
 * Trusts a node that is who its certificate says. One that connects is a member. One that is connected to is the member at that address,
 * whose name, not that of its machine, is in the certificate.
 */
final class PeerTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager authority;
    private final List<ClusterMember> members;

    PeerTrust(X509ExtendedTrustManager authority, List<ClusterMember> members) {
        this.authority = authority;
        this.members = members;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        authority.checkClientTrusted(chain, type);
        String name = name(chain[0]);
        if (members.stream().noneMatch(member -> member.name().equals(name))) {
            throw new CertificateException("The certificate of '" + name + "' is of no member of the cluster");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        authority.checkServerTrusted(chain, type);
        String name = name(chain[0]);
        if (members.stream()
                .noneMatch(member -> member.name().equals(name)
                        && member.port() == engine.getPeerPort()
                        && member.host().equals(engine.getPeerHost()))) {
            throw new CertificateException("The certificate of '" + name + "' is not of the member at "
                    + engine.getPeerHost() + ":" + engine.getPeerPort());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("A node is not reached by a socket");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("The address of the node is not known");
    }

    private static String name(X509Certificate certificate) throws CertificateException {
        Optional<String> name = PeerCertificates.name(certificate);
        return name.orElseThrow(() -> new CertificateException("The certificate has not one common name"));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority.getAcceptedIssuers();
    }
}
