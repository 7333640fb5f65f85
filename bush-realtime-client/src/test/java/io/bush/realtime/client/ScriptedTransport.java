package io.bush.realtime.client;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.internal.transport.ClientTransport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A transport whose other end is the test. Thread safety: for one thread. */
final class ScriptedTransport implements ClientTransport {

    /** One socket, and the server at its other end. */
    static final class Socket implements Link {
        final Request request;
        final List<String> sent = new ArrayList<>();
        /** With which code the client closed; 0 while it has not. */
        int closedWith;
        /** Whether the client dropped the socket. */
        boolean aborted;

        private final Listener client;

        private Socket(Request request, Listener client) {
            this.request = request;
            this.client = client;
        }

        @Override
        public void send(String text) {
            sent.add(text);
        }

        @Override
        public void close(int code) {
            closedWith = code;
        }

        @Override
        public void abort() {
            aborted = true;
        }

        void accept() {
            client.opened();
        }

        void serverSends(String frame) {
            client.message(frame, frame.getBytes(StandardCharsets.UTF_8).length);
        }

        void serverCloses(int code, String reason) {
            client.ended(ConnectionException.closed(code, reason));
        }

        void fails(ConnectionException why) {
            client.ended(why);
        }
    }

    final List<Socket> sockets = new ArrayList<>();
    /** How often the transport was closed. */
    int closed;

    @Override
    public Link open(Request request, Listener listener, Executor lane) {
        Socket socket = new Socket(request, listener);
        sockets.add(socket);
        return socket;
    }

    @Override
    public void close() {
        closed++;
    }

    Socket newest() {
        return sockets.get(sockets.size() - 1);
    }
}
