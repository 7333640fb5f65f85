package io.bush.examples.dialects.ends;

import io.bush.realtime.it.relay.FreePort;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** A real nats-server on loopback, that can be killed and started again at the same port. */
public final class NatsServer implements AutoCloseable {

    private static final String BINARY = "nats-server";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final int port;
    private Process process;

    private NatsServer(int port) throws IOException {
        this.port = port;
        this.process = launch(port);
    }

    /** Tells whether there is one on the path. */
    public static boolean isInstalled() {
        try {
            return new ProcessBuilder(BINARY, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts one. */
    public static NatsServer start() throws IOException {
        return new NatsServer(FreePort.next());
    }

    private static Process launch(int port) throws IOException {
        Process started = new ProcessBuilder(BINARY, "-a", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Wait.until(() -> answers(port));
        return started;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns where it listens. */
    public String address() {
        return "nats://127.0.0.1:" + port;
    }

    /** Connects as somebody else who uses it, with more patience than the driver has by itself. */
    public Connection connect() throws IOException, InterruptedException {
        return Nats.connect(
                Options.builder().server(address()).connectionTimeout(PATIENCE).build());
    }

    /** Ends it at once. */
    public void kill() {
        process.destroyForcibly();
        Wait.until(() -> !process.isAlive());
    }

    /** Starts it again where it was. */
    public void restart() throws IOException {
        process = launch(port);
    }

    @Override
    public void close() {
        kill();
    }
}
