package io.bush.realtime.client;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.lane.Scheduler.Cancellable;
import io.bush.realtime.client.internal.transport.ClientTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

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
        /** Whether the client was told that it is gone. */
        boolean gone;
        /** Hears what the client sends; nobody at first. */
        Consumer<String> server = text -> {};

        private final Listener client;

        private Socket(Request request, Listener client) {
            this.request = request;
            this.client = client;
        }

        @Override
        public void send(String text) {
            sent.add(text);
            server.accept(text);
        }

        @Override
        public void close(int code) {
            closedWith = code;
        }

        @Override
        public void abort() {
            aborted = true;
        }

        /** Whether it could still carry anything. */
        boolean isLive() {
            return !aborted && !gone;
        }

        void accept() {
            client.opened();
        }

        void serverSends(String frame) {
            client.message(frame, frame.getBytes(StandardCharsets.UTF_8).length);
        }

        void serverPings() {
            client.heard();
        }

        void serverCloses(int code, String reason) {
            fails(ConnectionException.closed(code, reason));
        }

        void refuse(int status, Duration retryAfter) {
            fails(ConnectionException.refused(status, retryAfter, null));
        }

        void unreachable() {
            fails(ConnectionException.of(Reason.UNREACHABLE, "connection refused", null));
        }

        void fails(ConnectionException why) {
            gone = true;
            client.ended(why);
        }
    }

    /** One poll, and the server at its other end. */
    static final class Polled {
        final Poll poll;
        private final Consumer<PollAnswer> client;
        /** Whether the client wants no answer any more. */
        boolean cancelled;

        private Polled(Poll poll, Consumer<PollAnswer> client) {
            this.poll = poll;
            this.client = client;
        }

        void answer(String body) {
            client.accept(new PollAnswer.Events(body));
        }

        void tooLarge() {
            client.accept(new PollAnswer.TooLarge());
        }

        void refuse(int status, Duration retryAfter) {
            client.accept(new PollAnswer.Failed(ConnectionException.refused(status, retryAfter, null)));
        }

        void fail() {
            client.accept(new PollAnswer.Failed(ConnectionException.of(Reason.UNREACHABLE, "no network", null)));
        }
    }

    final List<Socket> sockets = new ArrayList<>();
    final List<Polled> polls = new ArrayList<>();
    /** Told of each new socket; does nothing at first. */
    Consumer<Socket> server = socket -> {};
    /** Most sockets that were live at one time. */
    int mostLive;

    @Override
    public Link open(Request request, Listener listener, Executor lane) {
        Socket socket = new Socket(request, listener);
        sockets.add(socket);
        mostLive =
                Math.max(mostLive, (int) sockets.stream().filter(Socket::isLive).count());
        server.accept(socket);
        return socket;
    }

    @Override
    public Cancellable poll(Poll poll, Consumer<PollAnswer> answer) {
        Polled polled = new Polled(poll, answer);
        polls.add(polled);
        return () -> polled.cancelled = true;
    }

    Socket newest() {
        return sockets.get(sockets.size() - 1);
    }

    Polled newestPoll() {
        return polls.get(polls.size() - 1);
    }
}
