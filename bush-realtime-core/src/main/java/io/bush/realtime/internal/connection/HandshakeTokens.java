package io.bush.realtime.internal.connection;

import io.bush.realtime.transport.Handshake;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token a client brought along: header, query or sub-protocol (contract §3.1). Thread safety: immutable.
 *
 * @param found the token, null when there is none
 * @param conflicting whether two different ones were sent
 */
public record HandshakeTokens(@Nullable String found, boolean conflicting) {

    private static final String BEARER = "bearer ";
    private static final String SUBPROTOCOL_BEARER = "bearer.";

    /**
     * Looks into a handshake.
     *
     * @param handshake the client's
     * @return what was found
     */
    public static HandshakeTokens in(Handshake handshake) {
        Set<String> tokens = new LinkedHashSet<>();
        for (String value : handshake.header("authorization")) {
            if (value.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
                tokens.add(value.substring(BEARER.length()).strip());
            }
        }
        tokens.addAll(handshake.parameter("token"));
        for (String value : handshake.header("sec-websocket-protocol")) {
            for (String protocol : value.split(",", -1)) {
                String name = protocol.strip();
                if (name.startsWith(SUBPROTOCOL_BEARER)) {
                    tokens.add(decode(name.substring(SUBPROTOCOL_BEARER.length())));
                }
            }
        }
        return new HandshakeTokens(tokens.isEmpty() ? null : tokens.iterator().next(), tokens.size() > 1);
    }

    /** A sub-protocol that is no base64url is a token too: one that no authenticator accepts. */
    private static String decode(String base64) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "HandshakeTokens[hidden]";
    }
}
