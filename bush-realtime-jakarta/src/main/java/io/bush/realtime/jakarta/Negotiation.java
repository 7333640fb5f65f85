package io.bush.realtime.jakarta;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/**
 * What every entry answers to a handshake: our subprotocol if it is offered and no other (never the one that carries a
 * token), and no extension unless compression is on. Thread safety: immutable.
 */
class Negotiation extends ServerEndpointConfig.Configurator {

    /** The protocol's name; a client that offers it gets it back (contract §3.1). */
    static final String SUBPROTOCOL = "bush.v4";

    private static final String DEFLATE = "permessage-deflate";

    private final BushOptions.Compression compression;

    Negotiation(BushOptions.Compression compression) {
        this.compression = compression;
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.contains(SUBPROTOCOL) ? SUBPROTOCOL : "";
    }

    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        if (compression == BushOptions.Compression.OFF) {
            return List.of();
        }
        boolean available = installed.stream().anyMatch(it -> it.getName().equals(DEFLATE));
        return available
                ? requested.stream()
                        .filter(it -> it.getName().equals(DEFLATE))
                        .limit(1)
                        .toList()
                : List.of();
    }

    /** Our entries judge the origin themselves, because containers differ in how they answer a refusal. */
    @Override
    public boolean checkOrigin(String origin) {
        return true;
    }
}
