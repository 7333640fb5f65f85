package io.bush.realtime.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.transport.Handshake;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("contract-3.1")
class HandshakeTokensTest {

    private static HandshakeTokens in(@Nullable String authorization, @Nullable String protocols, List<String> query) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        if (authorization != null) {
            headers.put("AUTHORIZATION", List.of(authorization));
        }
        if (protocols != null) {
            headers.put("sec-websocket-protocol", List.of(protocols));
        }
        return HandshakeTokens.in(
                new Handshake(null, "/", headers, query.isEmpty() ? Map.of() : Map.of("token", query)));
    }

    @Test
    void thereMayBeNone() {
        assertThat(in(null, null, List.of())).isEqualTo(new HandshakeTokens(null, false));
        assertThat(in("Basic dTpw", "bush.v4, chat", List.of())).isEqualTo(new HandshakeTokens(null, false));
    }

    @Test
    void eachPlaceIsRead() {
        assertThat(in("Bearer t", null, List.of()).found()).isEqualTo("t");
        assertThat(in("BEARER   t ", null, List.of()).found()).isEqualTo("t");
        assertThat(in(null, null, List.of("t")).found()).isEqualTo("t");
        assertThat(in(null, "bush.v4,bearer.dA", List.of()).found()).isEqualTo("t");
        assertThat(in(null, "bearer.dA== , bush.v4", List.of()).found()).isEqualTo("t");
    }

    @Test
    void theSameTwiceIsNoConflict() {
        HandshakeTokens tokens = in("Bearer t", "bearer.dA", List.of("t", "t"));

        assertThat(tokens.found()).isEqualTo("t");
        assertThat(tokens.conflicting()).isFalse();
    }

    @Test
    void twoDifferentOnesConflict() {
        assertThat(in("Bearer t", null, List.of("u")).conflicting()).isTrue();
        assertThat(in(null, null, List.of("t", "u")).conflicting()).isTrue();
        assertThat(in("Bearer t", "bearer.not base64", List.of()).conflicting()).isTrue();
        assertThat(in("Bearer t", null, List.of("")).conflicting()).isTrue();
    }

    @Test
    void whatIsNoBase64IsAnEmptyToken() {
        assertThat(in(null, "bearer.*", List.of()).found()).isEmpty();
    }

    @Test
    @Tag("P9")
    void itsTextShowsNoToken() {
        assertThat(in("Bearer secret", null, List.of()).toString()).doesNotContain("secret");
    }
}
