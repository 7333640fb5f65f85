package io.bush.realtime.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.auth.Principal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrincipalCodecTest {

    @Test
    void everyPrincipalComesBackAsItWas() {
        for (Principal who : new Principal[] {
            new Principal.Member("user_ann", null, null),
            new Principal.Member("user_ann", "Ann \"A\" Ö\n", "https://example.com/a.png"),
            new Principal.ShareGuest("guest_1", "share_1", null),
            new Principal.ShareGuest("guest_1", "share_1", "Somebody")
        }) {
            assertThat(PrincipalCodec.decode(PrincipalCodec.encode(who))).isEqualTo(who);
        }
    }

    @Test
    void whatIsNoPrincipalIsRefused() {
        for (String json : new String[] {"", "x", "7", "[]", "{}", "{\"id\":7}", "{\"id\":\"a b\"}"}) {
            assertThatThrownBy(() -> PrincipalCodec.decode(json.getBytes(StandardCharsets.UTF_8)))
                    .as(json)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
