package io.bush.realtime.jakarta.tck.ends;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Speaks the protocol's JSON over a raw client, answers pings, and shows every other frame. */
public final class JsonClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RawClient raw;

    /**
     * Wraps a client.
     *
     * @param raw the client
     */
    public JsonClient(RawClient raw) {
        this.raw = raw;
    }

    /**
     * Returns the client below.
     *
     * @return for frames that are no JSON
     */
    public RawClient raw() {
        return raw;
    }

    /**
     * Sends a frame.
     *
     * @param json with single quotes, for legibility
     * @throws IOException when the connection is gone
     */
    public void send(String json) throws IOException {
        raw.sendText(json.replace('\'', '"'));
    }

    /**
     * Reads the next message.
     *
     * @return the message
     * @throws IOException when the connection ends, or nothing comes in time
     */
    public JsonNode next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            ServerFrame frame = raw.read();
            switch (frame.opcode()) {
                case RawClient.PING -> pong(frame);
                case RawClient.CLOSE -> throw new IOException("closed with " + frame.closeCode());
                default -> {
                    message.write(frame.payload());
                    if (frame.isFinal()) {
                        return JSON.readTree(message.toByteArray());
                    }
                }
            }
        }
    }

    /**
     * Reads on until a close frame comes, and answers it.
     *
     * @return its code; 1006 when the connection ended without one
     * @throws IOException when nothing came in time
     */
    public int answerClose() throws IOException {
        int code = raw.readClose();
        try {
            raw.sendClose(code);
        } catch (IOException gone) {
            // The server did not wait for it any longer.
        }
        return code;
    }

    private void pong(ServerFrame ping) {
        try {
            raw.send(RawClient.PONG, true, ping.payload());
        } catch (IOException gone) {
            // What came before that end is still to be read.
        }
    }

    /**
     * Reads on until a control frame of a type comes.
     *
     * @param type the type
     * @return the frame
     * @throws IOException when the connection ends, or it does not come in time
     */
    public JsonNode await(String type) throws IOException {
        while (true) {
            JsonNode message = next();
            if (message.path("type").asText().equals(type)) {
                return message;
            }
        }
    }

    /**
     * Reads on until an event comes.
     *
     * @return the event
     * @throws IOException when the connection ends, or none comes in time
     */
    public JsonNode awaitEvent() throws IOException {
        while (true) {
            JsonNode message = next();
            if (!message.has("type")) {
                return message;
            }
        }
    }

    /**
     * Subscribes and waits for the confirm.
     *
     * @param channel the channel's type
     * @param id the resource
     * @return the confirm
     * @throws IOException when the connection ends, or none comes in time
     */
    public JsonNode subscribe(String channel, String id) throws IOException {
        send("{'action':'subscribe','channel':'" + channel + "','resource_id':'" + id + "'}");
        return await("subscription.confirmed");
    }
}
