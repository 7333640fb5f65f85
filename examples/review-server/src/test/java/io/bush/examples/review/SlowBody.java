package io.bush.examples.review;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

/** A request body that is sent in pieces, when the test says so. Thread safety: for the test's thread. */
final class SlowBody {

    private final byte[] bytes;
    private final PipedInputStream received;
    private final PipedOutputStream sender;
    private int sent;

    SlowBody(byte[] bytes) throws IOException {
        this.bytes = bytes;
        this.received = new PipedInputStream(bytes.length);
        this.sender = new PipedOutputStream(received);
    }

    BodyPublisher publisher() {
        return BodyPublishers.ofInputStream(() -> received);
    }

    void send(int count) throws IOException {
        sender.write(bytes, sent, count);
        sender.flush();
        sent += count;
    }

    void sendRest() throws IOException {
        send(bytes.length - sent);
        sender.close();
    }
}
