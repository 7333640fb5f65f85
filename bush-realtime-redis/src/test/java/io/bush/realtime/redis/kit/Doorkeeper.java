package io.bush.realtime.redis.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something on a port that lets nobody in: it closes each connection, the first ones without a word. A real server says why
 * each time, and whether that arrives is a race. Thread safety: safe for use by any thread.
 */
public final class Doorkeeper implements AutoCloseable {

    private final ServerSocket server;
    private final int silent;
    private final String word;
    private final AtomicInteger turnedAway = new AtomicInteger();

    /**
     * Listens on any port.
     *
     * @param silent how many are told nothing
     * @param word what the others are told, as Redis writes it
     */
    public Doorkeeper(int silent, String word) {
        this.silent = silent;
        this.word = word;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread thread = new Thread(this::turnAwayAll, "doorkeeper");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** How many came so far. */
    public int turnedAway() {
        return turnedAway.get();
    }

    private void turnAwayAll() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                if (turnedAway.incrementAndGet() > silent
                        && client.getInputStream().read() >= 0) {
                    // Whatever else was sent has to be read, or the end of the connection overtakes the word.
                    client.getInputStream().skip(client.getInputStream().available());
                    client.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException gone) {
                // Whoever it was; or the test is over.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
