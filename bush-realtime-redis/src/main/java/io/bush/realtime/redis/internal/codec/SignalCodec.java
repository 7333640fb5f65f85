package io.bush.realtime.redis.internal.codec;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;

/**
 * The bytes of a signal on the bus: {@code s 1}, then fields: 1 event, 2 data, 3 connection, 4 who sent it. Thread safety:
 * safe for use by any thread.
 */
public final class SignalCodec {

    private static final String FIRST = "s1";

    private SignalCodec() {}

    /**
     * Writes a signal.
     *
     * @param signal the signal
     * @return the whole message
     */
    public static byte[] write(Signal signal) {
        return new FieldWriter(FIRST, signal.data().sizeBytes() + 256)
                .text(1, signal.event())
                .json(2, signal.data())
                .text(3, signal.connectionId())
                .json(4, Payload.ofTrusted(PrincipalCodec.encode(signal.user())))
                .bytes();
    }

    /**
     * Reads a signal.
     *
     * @param channel where it came
     * @param bytes the message
     * @return the signal
     * @throws MalformedMessageException when it is none
     */
    public static Signal read(Channel channel, byte[] bytes) throws MalformedMessageException {
        if (bytes.length < 2 || bytes[0] != FIRST.charAt(0) || bytes[1] != FIRST.charAt(1)) {
            throw new MalformedMessageException("not a signal of a version this node knows");
        }
        FieldReader fields = new FieldReader(bytes, FIRST.length());
        return new Signal(
                channel,
                fields.requiredText(1),
                principal(fields.requiredJson(4)),
                fields.requiredJson(2),
                fields.requiredText(3));
    }

    private static Principal principal(Payload json) throws MalformedMessageException {
        try {
            return PrincipalCodec.decode(json.tree());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new MalformedMessageException("not somebody who may send signals");
        }
    }
}
