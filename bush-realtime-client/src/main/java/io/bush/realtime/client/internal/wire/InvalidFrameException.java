package io.bush.realtime.client.internal.wire;

/** A server message is no frame of the protocol. The message never repeats input. */
public final class InvalidFrameException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidFrameException(String message) {
        super(message);
    }
}
