package io.bush.realtime.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SignalCodecTest {

    private static final Channel FILE = new Channel("file", "file_a");

    @Test
    void aSignalIsReadAsItWasWritten() throws MalformedMessageException {
        Signal ofMember = signal(new Principal.Member("user_a", "Ada Größe", "https://example.org/a.png"));
        Signal ofGuest = signal(new Principal.ShareGuest("guest_1", "share_a", null));

        assertThat(SignalCodec.read(FILE, SignalCodec.write(ofMember))).isEqualTo(ofMember);
        assertThat(SignalCodec.read(FILE, SignalCodec.write(ofGuest))).isEqualTo(ofGuest);
    }

    @Test
    @Tag("P9")
    void whateverIsBrokenIsMalformedAndNothingElse() {
        Random random = new Random(1);
        byte[] good = SignalCodec.write(signal(new Principal.Member("user_a", "Ada", null)));
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int flips = random.nextInt(4); flips >= 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                SignalCodec.read(FILE, bad);
            } catch (MalformedMessageException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 19_999);
    }

    private static Signal signal(Principal user) {
        return new Signal(FILE, "typing", user, Payload.ofJson("{\"on\":true}"), "conn_a");
    }
}
