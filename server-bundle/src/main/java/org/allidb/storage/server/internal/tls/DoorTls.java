package org.allidb.storage.server.internal.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.config.ServerOptions;

/**
 * The door's side of TLS 1.3. Its files are read again when one of them changes; as long as they cannot be used, what was read before
 * stays in force. Connections keep what they began with. Thread-safe.
 */
public final class DoorTls {

    private static final Logger LOG = System.getLogger(DoorTls.class.getName());
    private static final String NONE = "none";
    private static final String PROTOCOL = "TLSv1.3";

    private final TlsFiles files;
    private volatile SslContext context;
    private volatile List<String> seen;

    private DoorTls(TlsFiles files, SslContext context, List<String> seen) {
        this.files = files;
        this.context = context;
        this.seen = seen;
    }

    /**
     * The files that are configured.
     *
     * @param certificate the certificate
     * @param key its key
     * @param clientAuthorities the authorities of clients; empty for none
     */
    private record TlsFiles(Path certificate, Path key, Optional<Path> clientAuthorities) {

        /** Returns what changes when a file is written, or another one takes its place. */
        List<String> state() {
            List<String> state = new ArrayList<>();
            for (Path file : all()) {
                try {
                    state.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + " "
                            + Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                                    .fileKey());
                } catch (IOException e) {
                    state.add(file + " " + e.getClass());
                }
            }
            return state;
        }

        private List<Path> all() {
            List<Path> all = new ArrayList<>(List.of(certificate, key));
            clientAuthorities.ifPresent(all::add);
            return all;
        }
    }

    /**
     * Reads what is configured.
     *
     * @param options the options of the door
     * @return the door's side; empty if no TLS is configured
     * @throws InvalidArgumentException if it cannot be used
     */
    public static Optional<DoorTls> of(ServerOptions options) {
        boolean certificate = !options.tlsCertificate().equals(NONE);
        boolean key = !options.tlsKey().equals(NONE);
        boolean clients = !options.tlsClientCa().equals(NONE);
        if (certificate != key || clients && !certificate) {
            throw new InvalidArgumentException("TLS needs server.tls_certificate and server.tls_key; set both or none,"
                    + " and server.tls_client_ca with them only");
        }
        if (!certificate) {
            return Optional.empty();
        }
        TlsFiles files = new TlsFiles(
                Path.of(options.tlsCertificate()),
                Path.of(options.tlsKey()),
                clients ? Optional.of(Path.of(options.tlsClientCa())) : Optional.empty());
        List<String> state = files.state();
        try {
            return Optional.of(new DoorTls(files, read(files), state));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidArgumentException(
                    "TLS cannot be used: " + reason(files, e)
                            + ". server.tls_certificate and server.tls_key are PEM files, the key PKCS #8 and not"
                            + " encrypted",
                    e);
        }
    }

    private static SslContext read(TlsFiles files) throws IOException {
        File authorities = files.clientAuthorities.map(Path::toFile).orElse(null);
        SslContextBuilder builder = SslContextBuilder.forServer(files.certificate.toFile(), files.key.toFile())
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOL);
        if (authorities != null) {
            builder.trustManager(authorities).clientAuth(ClientAuth.OPTIONAL);
        }
        return builder.build();
    }

    private static String reason(TlsFiles files, Exception failure) {
        for (Path file : files.all()) {
            if (!Files.isReadable(file)) {
                return "the file " + file + " cannot be read";
            }
        }
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }

    /** Reads the files again if one has changed. Waits for the disk; called by one thread at a time. */
    public void refresh() {
        List<String> state = files.state();
        if (state.equals(seen)) {
            return;
        }
        seen = state;
        try {
            context = read(files);
            LOG.log(Level.INFO, "the door has read its certificate again; new connections get it");
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    Level.WARNING,
                    "the door keeps the certificate that it has, because the new one cannot be used: "
                            + reason(files, e));
        }
    }

    /** Returns what a new connection begins with. */
    public SslHandler newHandler(ByteBufAllocator allocator, int handshakeSeconds) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshakeSeconds * 1_000L);
        return handler;
    }
}
