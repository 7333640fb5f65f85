package io.bush.realtime.jakarta.tck.ends;

import java.nio.charset.StandardCharsets;

/** A frame of the server, as it came. */
public final class ServerFrame {

    private final int first;
    private final byte[] payload;

    ServerFrame(int first, byte[] payload) {
        this.first = first;
        this.payload = payload;
    }

    /**
     * Returns what kind of frame it is.
     *
     * @return the opcode
     */
    public int opcode() {
        return first & 0x0F;
    }

    /**
     * Returns whether it ends a message.
     *
     * @return the FIN bit
     */
    public boolean isFinal() {
        return (first & 0x80) != 0;
    }

    /**
     * Returns whether an extension touched it.
     *
     * @return the RSV1 bit
     */
    public boolean isCompressed() {
        return (first & 0x40) != 0;
    }

    /**
     * Returns the content.
     *
     * @return the bytes
     */
    public byte[] payload() {
        return payload;
    }

    /**
     * Returns the content as text.
     *
     * @return the text
     */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /**
     * Returns a close frame's code.
     *
     * @return the code; 1005 when there is none
     */
    public int closeCode() {
        return payload.length < 2 ? 1005 : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    }
}
